import { MediaError } from '../../src/graph/index.ts';
import { readAudioTrack } from './read-audio-track.ts';
import { readVideoTrack } from './read-video-track.ts';
import type { Source } from './source.ts';

/**
 * The frames or the sound of a track: of a call, a captured screen, a canvas. The track stays the page's: it goes on after
 * the graph.
 */
export function mediaStreamTrack(track: MediaStreamTrack): Source {
  const isVideo = track.kind === 'video';
  return {
    gives: isVideo ? 'frames' : 'audio',
    live: true,
    async open({ signal }) {
      signal.throwIfAborted();
      const label = track.label || `${track.kind} track`;
      if (track.readyState === 'ended') throw new MediaError(`${label}: it has ended. Give a track that is live.`);
      // A clone can be stopped without the page noticing.
      const own = track.clone();
      const release = () => own.stop();
      return isVideo ? readVideoTrack(own, label, signal, release) : readAudioTrack(own, label, release);
    },
  };
}
