import type { DrawnEdge, NodeLoad } from './drawing.ts';
import { fitText } from './text-width.ts';

/** Microseconds for people: `870 µs`, `4.2 ms`, `1.30 s`. */
export function durationText(us: number): string {
  if (us < 1000) return `${us.toFixed(us < 10 ? 1 : 0)} µs`;
  if (us < 1_000_000) return `${(us / 1000).toFixed(us < 10_000 ? 2 : 1)} ms`;
  return `${(us / 1_000_000).toFixed(2)} s`;
}

/** What a node's box says of a traced run. */
export function loadText({ calls, share, p95, dropped, filtered }: NodeLoad): string {
  if (calls === 0) return 'not called';
  const lost = `${dropped > 0 ? ` · ${dropped} dropped` : ''}${filtered > 0 ? ` · ${filtered} filtered` : ''}`;
  return `${(share * 100).toFixed(share < 0.0995 ? 1 : 0)} % · p95 ${durationText(p95)}${lost}`;
}

/** What stands at an arrow: the stream, and in a traced run how full the queue was and what it lost. */
export function edgeText({ label, load }: DrawnEdge, longest: number): string {
  const name = fitText(label, longest);
  if (load === undefined || load.packets === 0) return name;
  const fill = load.limit === undefined ? `${load.peak}` : `${load.peak}/${load.limit}`;
  return load.dropped > 0 ? `${name} ${fill} −${load.dropped}` : `${name} ${fill}`;
}
