import { MediaError } from '../../src/graph/index.ts';
import { type FfmpegProgram, findFfmpeg } from './ffmpeg-program.ts';
import { loadMediabunnyServer } from './mediabunny-server.ts';

/** Which codecs to use: `mediabunny-server` in this process, `ffmpeg` as a child process, or the first that is there. */
export type CodecChoice = 'auto' | 'mediabunny-server' | 'ffmpeg';

/** How codecs are found. */
export interface CodecOptions {
  /** Default `auto`. */
  readonly codecs?: CodecChoice | undefined;
  /** The ffmpeg program. Default: the one in PATH. */
  readonly ffmpeg?: string | undefined;
}

/** The codecs that were chosen, and why. */
export type ChosenCodecs =
  | { readonly backend: 'mediabunny-server'; readonly reason: string; readonly ffmpeg?: undefined }
  | { readonly backend: 'ffmpeg'; readonly reason: string; readonly ffmpeg: FfmpegProgram };

/** Chooses the codecs. @throws MediaError when the wanted ones are not there; it says how to get them. */
export async function chooseCodecs(where: string, options: CodecOptions): Promise<ChosenCodecs> {
  const choice = options.codecs ?? 'auto';
  const fault = choice === 'ffmpeg' ? 'ffmpeg was asked for' : await loadMediabunnyServer();
  if (fault === undefined) {
    const reason = choice === 'auto' ? '@mediabunny/server is installed' : 'mediabunny-server was asked for';
    return { backend: 'mediabunny-server', reason };
  }
  if (choice === 'mediabunny-server') {
    throw new MediaError(
      `${where}: the codecs of @mediabunny/server cannot be loaded: ${fault}. Install them (npm install @mediabunny/server), or use codecs "ffmpeg".`,
    );
  }
  const ffmpeg = await findFfmpeg(options.ffmpeg);
  if (ffmpeg !== undefined) {
    const reason = choice === 'ffmpeg' ? fault : `@mediabunny/server cannot be loaded: ${fault}`;
    return { backend: 'ffmpeg', reason: `${reason}; ffmpeg ${ffmpeg.version}`, ffmpeg };
  }
  const program = options.ffmpeg ?? 'ffmpeg';
  throw new MediaError(
    choice === 'ffmpeg'
      ? `${where}: the program "${program}" cannot be started. Install ffmpeg, or use codecs "mediabunny-server".`
      : `${where}: there are no video codecs: @mediabunny/server cannot be loaded (${fault}) and "${program}" cannot be started. Install one: npm install @mediabunny/server, or ffmpeg.`,
  );
}
