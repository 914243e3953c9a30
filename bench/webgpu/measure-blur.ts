import { createGraph, type Source, sinks } from '../../runtime-web/index.ts';
import type { BlurFigures, BlurTask } from './blur-figures.ts';
import { type PassTime, timePasses } from './time-passes.ts';

/**
 * Measures background blur in the page that it is called in: frames as cameras hand them out, in CPU memory
 * (`picture-0.i420` … beside the page), onto a canvas. Devices that are opened from then on tell the time.
 *
 * @param graph - text and subgraphs of blur.yaml.
 * @param count - how many pictures there are; they come in turn.
 * @throws Error when the graph does not run on the GPU.
 */
export async function measureBlur(
  graph: { readonly text: string; readonly subgraphs: readonly string[] },
  task: BlurTask,
  count: number,
): Promise<BlurFigures> {
  let newest: GPUDevice | undefined;
  const open = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (this: GPUAdapter, descriptor) {
    const requiredFeatures: GPUFeatureName[] = this.features.has('timestamp-query') ? ['timestamp-query'] : [];
    newest = await open.call(this, { ...descriptor, requiredFeatures });
    return newest;
  };
  const { width, height, frames, warmUp, gpu, network } = task;
  const pictures = await Promise.all(
    Array.from(
      { length: count },
      async (_, n) => new Uint8Array(await (await fetch(`picture-${n}.i420`)).arrayBuffer()),
    ),
  );
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  let drawn: () => void = () => undefined;
  watchDrawing(canvas, () => drawn());
  const total = frames + warmUp;
  /** Runs the graph over all frames; `before` is called with the number of each frame when the graph asks for it. */
  const run = async (before: (n: number) => void | Promise<void>) => {
    const input: Source = {
      gives: 'frames',
      live: false,
      async open() {
        let n = 0;
        return {
          label: 'rendered frames',
          async read() {
            if (n === total) return undefined;
            await before(n);
            const timestampUs = n * 33_333;
            const bytes = pictures[n % pictures.length] ?? new Uint8Array(0);
            n += 1;
            const init = { format: 'I420', codedWidth: width, codedHeight: height, timestamp: timestampUs } as const;
            return { timestampUs, value: { frame: new VideoFrame(bytes, init) } };
          },
          close: () => undefined,
        };
      },
    };
    const { text, subgraphs } = graph;
    const output = sinks.canvas(canvas);
    const model = 'network/model.json';
    const sidePackets = network === undefined ? {} : { model, light_model: model };
    const made = await createGraph(text, { subgraphs, gpu, input, output, sidePackets });
    if (made.device.kind !== 'webgpu') throw new Error(`bench webgpu: ${made.device.reason}`);
    await made.prepare();
    const prepared = (await made.stats()).copies;
    const device = newest;
    return {
      device,
      async go() {
        await made.start();
        await made.done();
        const end = performance.now();
        const { copies } = await made.stats();
        const { models, reason } = made.device;
        await made.close();
        const copied = copies.toCpu + copies.fromCpu - prepared.toCpu - prepared.fromCpu;
        return { end, copied, device: [reason, ...models].join('; ') };
      },
    };
  };

  let begin = 0;
  const fast = await (
    await run(n => {
      if (n === warmUp) begin = performance.now();
    })
  ).go();
  const latencies: number[] = [];
  await (await oneByOne(() => Promise.resolve())).go();
  const singles = latencies.slice(warmUp);

  const passes: (readonly PassTime[])[] = [];
  let timer: ReturnType<typeof timePasses>;
  const timed = await oneByOne(async n => {
    const taken = await timer?.take();
    if (taken !== undefined && n > warmUp) passes.push(taken);
  });
  if (timed.device !== undefined) timer = timePasses(timed.device);
  if (timer !== undefined) await timed.go();
  canvas.remove();
  return {
    device: fast.device,
    framesPerSecond: (1000 * frames) / (fast.end - begin),
    latencies: singles,
    passes: timer === undefined ? undefined : passes,
    copiesPerFrame: fast.copied / total,
  };

  /** Hands over each frame when the one before is drawn. */
  function oneByOne(between: (n: number) => Promise<void>): ReturnType<typeof run> {
    let waiting = Promise.resolve();
    let arrived = 0;
    drawn = () => undefined;
    return run(async n => {
      await waiting;
      await between(n);
      waiting = new Promise(resolve => {
        drawn = () => {
          latencies.push(performance.now() - arrived);
          resolve();
        };
      });
      arrived = performance.now();
    });
  }
}

/** Tells of each picture that is drawn from the canvas of the GPU. */
function watchDrawing(canvas: HTMLCanvasElement, drawn: () => void): void {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('bench webgpu: there is no canvas.');
  const draw = (picture: CanvasImageSource, x: number, y: number) => {
    Reflect.apply(CanvasRenderingContext2D.prototype.drawImage as CallableFunction, context, [picture, x, y]);
  };
  context.drawImage = (picture: CanvasImageSource, x: number, y: number) => {
    draw(picture, x, y);
    drawn();
  };
}
