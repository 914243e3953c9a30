import { type CompiledGraph, createGraph, type Source, sinks, sources } from '../../runtime-web/index.ts';
import type { BlurRun, BlurSide } from './blur-side.ts';

/** graphs/background/blur.yaml, compiled ahead, with the model as `.tflite`, by LiteRT. */
export async function ours(quality: 'full' | 'light'): Promise<BlurSide> {
  const blur = (await import(new URL(`${quality}.js`, location.href).href)) as { readonly graph: CompiledGraph };
  const canvas = document.createElement('canvas');
  document.body.append(canvas);
  const times: number[] = [];
  let drawn = () => undefined as void;
  watchDrawing(canvas, () => {
    times.push(performance.now());
    drawn();
  });
  const model = new URL('model.tflite', location.href).href;
  const clip = sources.videoFile(new URL('clip.mp4', location.href), { pace: 'none' });
  let limit = Number.POSITIVE_INFINITY;
  const graph = await createGraph(blur.graph, {
    sidePackets: { model },
    input: firstOf(clip, () => limit),
    output: sinks.canvas(canvas),
  });
  const pass = async (): Promise<void> => {
    await graph.start();
    await graph.done();
    await graph.stop();
  };
  return {
    first() {
      limit = 1;
      return new Promise((resolve, reject) => {
        drawn = resolve;
        pass().catch(reject);
      });
    },
    async run(): Promise<BlurRun> {
      limit = Number.POSITIVE_INFINITY;
      await graph.prepare();
      times.length = 0;
      const start = performance.now();
      await pass();
      const milliseconds = performance.now() - start;
      const intervals = times.map((time, i) => time - (times[i - 1] ?? start));
      return { frames: intervals.length, milliseconds, intervals };
    },
  };
}

/** Tells of each picture that was drawn. A canvas may put drawing off until it is looked at: it is, as that of the other side. */
function watchDrawing(canvas: HTMLCanvasElement, drawn: () => void): void {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Error('bench web: there is no canvas.');
  const put = (...args: readonly unknown[]) => {
    Reflect.apply(CanvasRenderingContext2D.prototype.putImageData as CallableFunction, context, args);
  };
  context.putImageData = (picture: ImageData, x: number, y: number) => {
    put(picture, x, y);
    context.getImageData(0, 0, 1, 1);
    drawn();
  };
}

/** A source that ends after some frames. */
function firstOf(source: Source, limit: () => number): Source {
  return {
    ...source,
    async open(context) {
      const reader = await source.open(context);
      let count = 0;
      return {
        ...reader,
        read: () => (++count > limit() ? Promise.resolve(undefined) : reader.read()),
      };
    },
  };
}
