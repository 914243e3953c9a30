import { openDevice } from './open-device.ts';
import { readAudioTrack } from './read-audio-track.ts';
import type { Source } from './source.ts';

/** What is asked of a microphone. */
export interface MicrophoneOptions {
  /** The browser's own echo canceller. Default true. */
  readonly echoCancellation?: boolean;
  /** The browser's own noise suppression. Default false: what comes is what was heard. */
  readonly noiseSuppression?: boolean;
  /** The browser's own gain control. Default false. */
  readonly autoGainControl?: boolean;
  /** A certain microphone, by the id that `enumerateDevices` tells. */
  readonly deviceId?: string;
}

/** The microphone. Asked for, with the user's permission, when the graph starts. */
export function microphone(options: MicrophoneOptions = {}): Source {
  const { echoCancellation = true, noiseSuppression = false, autoGainControl = false, deviceId } = options;
  return {
    gives: 'audio',
    live: true,
    async open({ signal }) {
      const audio: MediaTrackConstraints = {
        echoCancellation,
        noiseSuppression,
        autoGainControl,
        ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
      };
      const track = await openDevice('microphone', { audio }, signal);
      return readAudioTrack(track, `microphone ${track.label}`, () => track.stop());
    },
  };
}
