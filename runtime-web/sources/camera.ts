import { openDevice } from './open-device.ts';
import { readVideoTrack } from './read-video-track.ts';
import type { Source } from './source.ts';

/** What is asked of a camera; the browser comes as near as it can. */
export interface CameraOptions {
  /** In pixels. Default 1280. */
  readonly width?: number;
  /** In pixels. Default 720. */
  readonly height?: number;
  /** Frames per second. Default 30. */
  readonly frameRate?: number;
  /** `user`: the one that looks at the user; `environment`: the other one. Default `user`. */
  readonly facing?: 'user' | 'environment';
  /** A certain camera, by the id that `enumerateDevices` tells. */
  readonly deviceId?: string;
}

/** The camera. Asked for, with the user's permission, when the graph starts; its light goes out when the graph stops. */
export function camera(options: CameraOptions = {}): Source {
  const { width = 1280, height = 720, frameRate = 30, facing = 'user', deviceId } = options;
  return {
    gives: 'frames',
    live: true,
    async open({ signal }) {
      const video: MediaTrackConstraints = {
        width: { ideal: width },
        height: { ideal: height },
        frameRate: { ideal: frameRate },
        facingMode: { ideal: facing },
        ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
      };
      const track = await openDevice('camera', { video }, signal);
      return readVideoTrack(track, `camera ${track.label}`, signal, () => track.stop());
    },
  };
}
