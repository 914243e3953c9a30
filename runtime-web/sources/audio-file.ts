import type { Source } from './source.ts';
import type { VideoFileOptions } from './video-file.ts';

/**
 * The sound of a file, of a video too, in the blocks in which it lies there, planar floats with the file's own timestamps:
 * demuxed by mediabunny, decoded by the browser. Loses nothing: when the graph is slower than the file, the file waits.
 *
 * In a loop the sound of a video begins again when its pictures do, so that it keeps beside `videoFile` of the same file.
 *
 * @param file - a file the user has chosen, or an address (the server should answer range requests).
 */
export function audioFile(file: Blob | string | URL, options: VideoFileOptions = {}): Source {
  return {
    gives: 'audio',
    live: false,
    prepare: () => Promise.all([import('mediabunny'), import('./read-audio-file.ts')]),
    async open({ signal, fromUs }) {
      const { readAudioFile } = await import('./read-audio-file.ts');
      return readAudioFile(file, options, signal, fromUs);
    },
  };
}
