import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CasePool, startCasePool } from '../../cases-runners/mediapipe/case-pool.ts';
import type { GraphCase } from '../../cases-runners/mediapipe/graph-case.ts';
import { runGraphCase } from '../../cases-runners/mediapipe/run-graph-case.ts';

const folder = path.resolve(import.meta.dirname, '../../cases/mediapipe');
let disputed: Readonly<Record<string, string>>;
const pools: CasePool[] = [];

beforeAll(async () => {
  const text = await readFile(path.resolve(import.meta.dirname, '../../conformance/disputed.json'), 'utf8');
  disputed = JSON.parse(text) as Readonly<Record<string, string>>;
});

afterAll(() => {
  for (const one of pools) one.pool.close();
});

it.each(['transfer', 'shared'] as const)('the graph cases give the same on two threads, memory: %s', async memory => {
  const pool = await startCasePool(memory);
  pools.push(pool);
  const failed: string[] = [];
  for (const file of (await readdir(folder)).filter(name => name.endsWith('.json')).sort()) {
    const given = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as GraphCase;
    if (given.kind !== undefined || disputed[given.id] !== undefined) continue;
    try {
      await runGraphCase(given, pool);
    } catch (error) {
      failed.push(`${given.id}: ${String(error)}`);
    }
  }
  expect(failed).toEqual([]);
  expect(pool.nodes).toBeGreaterThan(450);
  expect(pool.moved / pool.nodes).toBeGreaterThan(0.75);
  expect(pool.pool.load).toBe(0);
});
