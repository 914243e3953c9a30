// The program of the benchmark's page. Each side is loaded only when asked for, so that what it downloads can be counted.
import type { BlurRun, BlurSide, BlurSideName } from './blur-side.ts';

declare global {
  var startUp: (side: BlurSideName) => Promise<number>;
  var throughput: (side: BlurSideName) => Promise<BlurRun>;
}

const load = async (name: BlurSideName): Promise<BlurSide> =>
  name === 'peer' ? (await import('./page-peer.ts')).peer() : (await import('./page-ours.ts')).ours(name);

const sides = new Map<BlurSideName, Promise<BlurSide>>();
const side = (name: BlurSideName) => {
  const made = sides.get(name) ?? load(name);
  sides.set(name, made);
  return made;
};

globalThis.startUp = async name => {
  const start = performance.now();
  await (await side(name)).first();
  return performance.now() - start;
};
globalThis.throughput = async name => (await side(name)).run();
