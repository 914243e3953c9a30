import { ALL_FORMATS, FilePathSource, Input } from 'mediabunny';
import { type ContainerCheck, checkContainer } from './container-check.ts';
import { faultOf, mediaFault } from './media-fault.ts';

/** A file that was found to be of a known container. `input.dispose()` closes it. */
export interface MediaInput {
  readonly input: Input;
  /** The container's name, such as `MP4`. */
  readonly container: string;
  readonly check: ContainerCheck;
}

/**
 * Opens a media file as far as its container. Says what is wrong with files that are missing, empty, cut before their
 * table of contents, or no media at all.
 *
 * @throws MediaError
 */
export async function openMediaInput(path: string): Promise<MediaInput> {
  let check: ContainerCheck;
  try {
    check = await checkContainer(path);
  } catch (error) {
    throw mediaFault(path, systemFault(error), 'Check the path', 0, error);
  }
  if (check.bytes === 0) throw mediaFault(path, 'the file is empty; 0 frames were read', 'Copy or record it again');
  if (check.kind === 'mp4' && !check.hasMovieBox) {
    const cut = check.missingBytes > 0 ? ` and its last ${check.missingBytes} bytes are missing` : '';
    throw mediaFault(
      path,
      `the MP4 has no complete table of contents (moov)${cut}; 0 frames were read`,
      'It was cut or never finished: copy it again, or repair it with a tool for broken MP4 files',
    );
  }
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  try {
    const format = await input.getFormat();
    return { input, container: format.name, check };
  } catch (error) {
    input.dispose();
    const fact = `it is no video file of a known kind (${faultOf(error)}); 0 frames were read`;
    throw mediaFault(path, fact, 'Give an MP4, MOV, WebM or MKV file', 0, error);
  }
}

/** What the operating system says, in words. */
export function systemFault(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EISDIR':
      return 'this is a folder';
    case 'EACCES':
    case 'EPERM':
      return 'access is denied';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return faultOf(error);
  }
}
