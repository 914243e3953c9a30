import type { VideoColour } from './video-colour.ts';
import type { OwnedVideoFrame } from './video-frame.ts';

/** What a video file says of itself, checked against its first frame. */
export interface VideoInfo {
  /** The file. */
  readonly path: string;
  /** The container, such as `MP4` or `WebM`. */
  readonly container: string;
  /** The codec: `avc` (H.264), `hevc`, `vp8`, `vp9`, `av1`. */
  readonly codec: string;
  /** In pixels, as frames are delivered: before rotation. */
  readonly width: number;
  /** In pixels, like `width`. */
  readonly height: number;
  /** By how many degrees a player turns the pictures clockwise. Frames are delivered unturned. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Frames in the file's table. */
  readonly frameCount: number;
  /** From the first frame's start to the last one's end, in microseconds. */
  readonly durationUs: number;
  /** The mean of frames per second; of a variable rate as well. */
  readonly frameRate: number;
  /** The codec of the first audio track, if there is one. */
  readonly audioCodec: string | undefined;
  /** By the one rule: the file's tag, else BT.709 from 720 lines on, else BT.601; limited unless tagged full. */
  readonly colour: VideoColour;
  /** Whether the file tags its matrix, so that `colour` is no guess. */
  readonly colourTagged: boolean;
  /** Which codecs decode it, such as `mediabunny-server`. */
  readonly backend: string;
  /** Why these codecs were chosen. */
  readonly backendReason: string;
}

/** A video file that is read from its first frame to its last. */
export interface VideoReader {
  /** What the file says of itself. */
  readonly info: VideoInfo;
  /**
   * The frames in the order in which they are shown, once. Decoding goes only a few frames ahead of the consumer.
   * Each frame must be closed.
   *
   * @throws MediaError when the file ends early, cannot be decoded or changes its size; `frames` says how many frames
   *   were read.
   */
  frames(): AsyncIterableIterator<OwnedVideoFrame>;
  /** Ends reading and gives everything back. May be called at any time and more than once. */
  close(): Promise<void>;
}
