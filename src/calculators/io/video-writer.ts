import type { VideoColour } from './video-colour.ts';
import type { VideoFrame } from './video-frame.ts';

/** How a video is written. The container follows the file's name: `.mp4`, `.mov`, `.webm` or `.mkv`. */
export interface VideoWriterOptions {
  /** Default: `h264`; in WebM `vp9`. */
  readonly codec?: 'h264' | 'vp8' | 'vp9' | 'av1' | undefined;
  /** Bits per second. Default: what `quality` needs. */
  readonly bitrate?: number | undefined;
  /** How good it looks; ignored with `bitrate`. Default `high`. */
  readonly quality?: 'low' | 'medium' | 'high' | 'very-high' | undefined;
  /** `quality`: smaller files, slower. `realtime`: several times faster, larger. Default `quality`. */
  readonly latency?: 'quality' | 'realtime' | undefined;
  /** The expected frame rate: helps the codec's rate control; timestamps are kept as they are. */
  readonly frameRate?: number | undefined;
  /** How the pictures' colours are meant; written as tags. Default: BT.709 from 720 lines on, else BT.601; limited. */
  readonly colour?: VideoColour | undefined;
  /** By how many degrees a player shall turn the pictures clockwise. Default 0. */
  readonly rotation?: 0 | 90 | 180 | 270 | undefined;
}

/** Audio samples to be encoded beside a video. */
export interface PcmAudio {
  /** In hertz. Opus knows 8000, 12000, 16000, 24000 and 48000. */
  readonly sampleRate: number;
  /** 1 or 2. */
  readonly channels: number;
  /** Planar: all samples of the first channel, then of the second; -1..1. */
  readonly data: Float32Array;
}

/** How a written video turned out. */
export interface WrittenVideo {
  /** The file. */
  readonly path: string;
  /** Frames in it. */
  readonly frames: number;
  /** In pixels: odd sizes are made even by repeating the last column or row, except VP8, VP9 and AV1 by ffmpeg. */
  readonly width: number;
  /** In pixels, like `width`. */
  readonly height: number;
  /** The file's size. */
  readonly bytes: number;
}

/**
 * A video file under construction. It has the name `NAME.partial` until it is complete, so that a half-written file is
 * never taken for a whole one.
 */
export interface VideoWriter {
  /** Which codecs encode it, such as `mediabunny-server`. */
  readonly backend: string;
  /** Why these codecs were chosen. */
  readonly backendReason: string;
  /**
   * Copies the first audio track of a file, packet by packet without encoding anew. Before the first frame. Without an
   * audio track nothing happens.
   *
   * @throws MediaError when the container cannot hold the codec.
   */
  copyAudioFrom(path: string): Promise<void>;
  /** Encodes audio (Opus) that starts at 0. Before the first frame. @throws MediaError */
  addAudioPcm(audio: PcmAudio): Promise<void>;
  /**
   * Encodes a frame. The promise settles when the writer can take another one; `data` may be reused then. All frames
   * have the first one's size; timestamps increase.
   *
   * @throws MediaError when encoding or writing fails.
   */
  write(frame: VideoFrame): Promise<void>;
  /** Completes the file and gives it its name. @throws MediaError when nothing was written. */
  finalize(): Promise<WrittenVideo>;
  /** Stops and removes what was written. May be called at any time and more than once; does nothing after `finalize`. */
  abort(): Promise<void>;
}
