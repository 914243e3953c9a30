import { readVideoElement } from './read-video-element.ts';
import type { Source } from './source.ts';

/**
 * The frames that a `<video>` of the page presents. The page plays, pauses and winds it; a frame is as live as the element,
 * so what the graph has no time for is dropped and counted.
 */
export function videoElement(video: HTMLVideoElement): Source {
  return {
    gives: 'frames',
    live: true,
    open: async ({ signal }) => {
      signal.throwIfAborted();
      return readVideoElement(video, 'video element');
    },
  };
}
