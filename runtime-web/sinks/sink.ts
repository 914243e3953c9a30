import type { Packet } from '../../src/graph/index.ts';

/** What a sink is given when it is opened. */
export interface SinkContext {
  readonly signal: AbortSignal;
  /** Takes what a developer may want to know. */
  readonly log: (message: string) => void;
}

/** Draws pictures and masks on a canvas; on the worker's thread when the graph runs there. */
export interface CanvasSink {
  readonly takes: 'canvas';
  readonly canvas: HTMLCanvasElement | OffscreenCanvas;
}

/** An open {@link FrameSink}. */
export interface FrameWriter {
  /** Takes over a frame: closes it. Settles when the next one may come. @throws MediaError */
  write(frame: VideoFrame): void | Promise<void>;
  /** The run has ended well. */
  close(): void | Promise<void>;
  /** The run has failed or was cancelled. */
  abort(): void | Promise<void>;
}

/** Takes pictures as frames of the browser: a track, a file. */
export interface FrameSink {
  readonly takes: 'frames';
  /** @throws MediaError */
  open(context: SinkContext): Promise<FrameWriter>;
}

/** Takes packets as they are: numbers, landmarks, masks. What holds memory is valid during the call. */
export type PacketSink = (packet: Pick<Packet, 'timestamp' | 'value'>) => void;

/** Something that takes an output of a graph. */
export type Sink = CanvasSink | FrameSink | PacketSink;
