import type { FileHandle } from 'node:fs/promises';
import { ALL_FORMATS, CustomSource, Input } from 'mediabunny';
import type { OpenedFile } from '../opened-file.ts';
import { type ContainerCheck, checkContainer } from './container-check.ts';
import { faultOf, mediaFault } from './media-fault.ts';
import { systemFault } from './system-fault.ts';

/** A file that was found to be of a known container. `input.dispose()` closes it. */
export interface MediaInput {
  readonly input: Input;
  /** The container's name, such as `MP4`. */
  readonly container: string;
  readonly check: ContainerCheck;
}

/**
 * Looks into a media file as far as its container. Says what is wrong with files that are empty, cut before their table of
 * contents, or no media at all. Nothing but this file is read, whatever playlists name.
 *
 * @param file - closed with the input, or when this throws.
 * @throws MediaError
 */
export async function openMediaInput(file: OpenedFile): Promise<MediaInput> {
  try {
    const check = await whole(file);
    return await openContainer(file, check);
  } catch (error) {
    await file.handle.close();
    throw error;
  }
}

async function whole({ path, handle }: OpenedFile): Promise<ContainerCheck> {
  let check: ContainerCheck;
  try {
    check = await checkContainer(handle);
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
  return check;
}

async function openContainer({ path, handle }: OpenedFile, check: ContainerCheck): Promise<MediaInput> {
  const source = new CustomSource({
    getSize: () => check.bytes,
    read: (start, end) => readPart(handle, start, end),
    dispose: () => {
      // It was only read: nothing can be lost.
      handle.close().catch(() => undefined);
    },
    prefetchProfile: 'fileSystem',
  });
  const input = new Input({ source, formats: ALL_FORMATS });
  try {
    const format = await input.getFormat();
    return { input, container: format.name, check };
  } catch (error) {
    input.dispose();
    const fact = `it is no video file of a known kind (${faultOf(error)}); 0 frames were read`;
    throw mediaFault(path, fact, 'Give an MP4, MOV, WebM or MKV file', 0, error);
  }
}

/** As many bytes as there are up to `end`, with zeros for what is missing since. */
async function readPart(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  await handle.read(bytes, 0, bytes.length, start);
  return bytes;
}
