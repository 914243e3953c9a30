import type { ImageKernels } from '../src/calculators/image/index.ts';
import { type GpuImage, type Graph, gpuImage, type Image, image, MediaError, type Poller } from '../src/graph/index.ts';
import type { CopyCounter } from './device/copy-counter.ts';
import type { GpuPainter } from './frames/gpu-painter.ts';
import type { HeldFrame } from './pass/held-frame.ts';
import type { PassThrough } from './pass/pass-through.ts';
import { canvasPainter } from './sinks/canvas-painter.ts';
import type { FrameWriter, PacketSink, Sink } from './sinks/sink.ts';

/** What takes one output of a graph. */
export interface Drain {
  readonly graph: Graph;
  readonly stream: string;
  readonly sink: Sink;
  /** There when the sink takes frames. */
  readonly kernels: ImageKernels | undefined;
  readonly copies: CopyCounter;
  readonly signal: AbortSignal;
  /** Ends the taking before the run ends: what was taken by then is the whole. */
  readonly until?: AbortSignal;
  readonly log: (message: string) => void;
  /** A packet is drawn, written or handed over. */
  readonly left: (timestampUs: number) => void;
  /** A picture was lost with its GPU before the sink had it. */
  readonly lost: () => void;
  /** Lets frames pass by the graph; absent where they may not, and at outputs that are no pictures. */
  readonly pass?: PassThrough | undefined;
}

/** How many packets wait for a sink; when it is slower than that, the graph waits too. */
const WAITING = 2;

/**
 * Reads an output to its end and hands it to a sink. Made before the run starts, so that nothing is missed.
 *
 * The promise settles when the sink is complete. @throws what the sink threw; it has been aborted then.
 */
export async function drainSink(drain: Drain): Promise<void> {
  const { graph, stream } = drain;
  const poller = graph.poll(stream, { maxQueueSize: WAITING });
  const end = { error: undefined as Error | undefined };
  const unwatch = graph.onSettled(error => {
    end.error = error;
  });
  let writer: FrameWriter | undefined;
  try {
    const open = await openSink(drain);
    writer = open.writer;
    if (drain.pass === undefined) await drainInto(poller, open.take, drain);
    else await drainBoth(poller, open, drain, drain.pass);
    if (end.error === undefined) await writer?.close();
    else await writer?.abort();
  } catch (error) {
    await writer?.abort();
    throw error;
  } finally {
    unwatch();
    poller.close();
  }
}

/** Resolves to `false` when the picture was lost with its GPU. */
type Take = (value: unknown, timestampUs: number) => boolean | Promise<boolean>;

/** An open sink. */
interface OpenSink {
  readonly take: Take;
  /** Takes a frame of the source as it is. The frame stays the caller's. */
  readonly takeFrame: (frame: HeldFrame) => void | Promise<void>;
  readonly writer?: FrameWriter;
}

async function openSink(drain: Drain): Promise<OpenSink> {
  const { sink, stream, kernels, copies, signal, log } = drain;
  if (typeof sink === 'function') {
    return {
      take(value, timestamp) {
        if (gpuImage.is(value)) return readFor(sink, value, timestamp);
        sink({ value, timestamp });
        return true;
      },
      async takeFrame({ value, timestampUs }) {
        if (kernels === undefined) throw noKernels(stream);
        const { cpuFrameImporter } = await import('./frames/cpu-frame-importer.ts');
        const read = await cpuFrameImporter(kernels, copies).toImage(value);
        sink({ value: read, timestamp: timestampUs });
        read.release?.();
      },
    };
  }
  const picture = (value: unknown) => {
    if (image.is(value)) return value;
    throw new MediaError(`output "${stream}": carries no pictures. Take its packets with a function.`);
  };
  if (sink.takes === 'canvas') {
    const painter = canvasPainter(sink.canvas, copies);
    const onGpu = lazyGpuPainter();
    return {
      async take(value) {
        if (!gpuImage.is(value)) {
          painter.draw(picture(value));
          return true;
        }
        const shown = await (await onGpu()).paint(value, one => one.transferToImageBitmap());
        if (shown === undefined) return false;
        painter.show(shown);
        shown.close();
        return true;
      },
      takeFrame: ({ value }) => painter.pass(value.frame),
    };
  }
  if (kernels === undefined) throw noKernels(stream);
  const { gpuImageToFrame, imageToFrame } = await import('./frames/image-to-frame.ts');
  const onGpu = lazyGpuPainter();
  const writer = await sink.open({ signal, log });
  return {
    writer,
    async take(value, timestampUs) {
      const frame = gpuImage.is(value)
        ? await gpuImageToFrame(value, timestampUs, await onGpu())
        : imageToFrame(picture(value), timestampUs, kernels, copies);
      if (frame === undefined) return false;
      await writer.write(frame);
      return true;
    },
    takeFrame: async ({ value, timestampUs }) => {
      await writer.write(new VideoFrame(value.frame, { timestamp: timestampUs }));
    },
  };
}

function noKernels(stream: string): MediaError {
  return new MediaError(`output "${stream}": there are no image kernels. Create the graph anew.`);
}

/** The painter of pictures on a GPU, loaded with the first of them. */
function lazyGpuPainter(): () => Promise<GpuPainter> {
  let made: Promise<GpuPainter> | undefined;
  return () => (made ??= import('./frames/gpu-painter.ts').then(({ gpuPainter }) => gpuPainter()));
}

/** Hands a function a picture of the GPU as one in CPU memory: what programs read they read there. */
async function readFor(sink: PacketSink, picture: GpuImage, timestamp: number): Promise<boolean> {
  const { width, height } = picture;
  const data = await picture.read().catch(() => undefined);
  if (data === undefined) return false;
  const value: Image =
    data instanceof Uint8Array
      ? { kind: 'cpu', format: 'rgba8', width, height, data }
      : { kind: 'cpu', format: 'grayf32', width, height, data };
  sink({ value, timestamp });
  return true;
}

async function drainInto(poller: Poller, take: Take, { stream, left, log, lost, until }: Drain): Promise<void> {
  let isTaking = false;
  // A packet that is being taken is given back when the poller is closed: not before.
  const end = () => {
    if (!isTaking) poller.close();
  };
  until?.addEventListener('abort', end, { once: true });
  for (let packet = await poller.next(); packet !== undefined; packet = await poller.next()) {
    if (isOver(until)) return;
    isTaking = true;
    if (await take(packet.value, packet.timestamp)) left(packet.timestamp);
    else {
      lost();
      log(`output "${stream}": a picture was lost with its GPU`);
    }
    isTaking = false;
    if (isOver(until)) return;
  }
}

/** As {@link drainInto}, with the frames that pass by the graph. */
async function drainBoth(
  poller: Poller,
  { take, takeFrame }: OpenSink,
  { stream, left, lost, log, until }: Drain,
  pass: PassThrough,
): Promise<void> {
  const lane = pass.lane(poller);
  let isTaking = false;
  const end = () => {
    if (!isTaking) poller.close();
  };
  until?.addEventListener('abort', end, { once: true });
  try {
    for (let item = await lane.next(); item !== undefined && !isOver(until); item = await lane.next()) {
      isTaking = true;
      if ('frame' in item) {
        const { frame } = item;
        try {
          await takeFrame(frame);
          left(frame.timestampUs);
          pass.shown(lane, frame);
        } finally {
          frame.release();
        }
      } else if (await take(item.packet.value, item.packet.timestamp)) {
        left(item.packet.timestamp);
        lane.shown(item.packet.timestamp, true);
      } else {
        lost();
        log(`output "${stream}": a picture was lost with its GPU`);
        pass.lost(lane, item.packet.timestamp);
      }
      isTaking = false;
    }
  } finally {
    pass.leave(lane);
  }
}

/** Asked anew: it changes while something is awaited. */
function isOver(until: AbortSignal | undefined): boolean {
  return until?.aborted === true;
}
