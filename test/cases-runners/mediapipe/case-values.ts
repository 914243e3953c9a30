import { isDeepStrictEqual } from 'node:util';
import { Packet, Timestamp } from '../../../src/graph/index.ts';
import { caseFunction } from './case-functions.ts';
import { type CaseWorld, Semaphore, SharedCounter } from './case-world.ts';

const NAMES: Readonly<Record<string, number>> = {
  Unset: Timestamp.Unset,
  Unstarted: Timestamp.Unstarted,
  PreStream: Timestamp.PreStream,
  Min: Timestamp.Min,
  Max: Timestamp.Max,
  PostStream: Timestamp.PostStream,
  OneOverPostStream: Timestamp.OneOverPostStream,
  Done: Timestamp.Done,
};

/** A timestamp as the cases write it: an integer, a name, or a name with an offset. `undefined` for anything else. */
export function tryTimestamp(text: unknown): number | undefined {
  if (typeof text === 'number') return text;
  const [, name = '', offset] = /^(\w+?)([+-]\d+)?$/.exec(String(text)) ?? [];
  const base = NAMES[name];
  return base === undefined ? undefined : base + Number(offset ?? 0);
}

/** {@link tryTimestamp}. @throws Error for what is none. */
export function caseTimestamp(text: unknown): number {
  const time = tryTimestamp(text);
  if (time === undefined) throw new Error(`${JSON.stringify(text)} is no timestamp`);
  return time;
}

/** The value of a side packet as the graph gets it. */
export function sideValue(name: string, value: unknown, world: CaseWorld): unknown {
  if (typeof value !== 'string') return value;
  if (value.startsWith('fn:')) return caseFunction(value, world);
  if (value.startsWith('sem:')) return world.semaphore(value.slice(4));
  if (value === 'clock:simulated') return world.clock;
  if (value === 'mutex') return world.semaphore(`mutex ${name}`, 1);
  if (value.startsWith('counter:')) {
    const counter = new SharedCounter(Number(value.slice(8)));
    world.counters.set(name, counter);
    return counter;
  }
  return value;
}

/** A packet's value as the cases write it. */
export function toCaseValue(value: unknown): unknown {
  if (value instanceof Packet) return value.isEmpty ? { empty: true } : toCaseValue(value.value);
  if (value instanceof Semaphore) return 'semaphore';
  if (Array.isArray(value) && value.length === 2 && value.every(one => one instanceof Packet)) {
    return { pair: value.map(toCaseValue) };
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>);
  return Array.isArray(value) ? value.map(toCaseValue) : value;
}

/** An observation as the cases write it. */
export function toObservation(packet: Packet): readonly [number, unknown] {
  return [packet.timestamp, packet.isEmpty ? { empty: true } : toCaseValue(packet.value)];
}

/** Whether a value is the expected one: numbers within the tolerance, timestamps under either spelling. */
export function matches(actual: unknown, expected: unknown, tolerance = 0): boolean {
  if (typeof actual === 'number') {
    if (typeof expected === 'number') return Object.is(actual, expected) || Math.abs(actual - expected) <= tolerance;
    return tryTimestamp(expected) === actual;
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.length === expected.length && actual.every((one, i) => matches(one, expected[i], tolerance));
  }
  if (isRecord(actual) && isRecord(expected)) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(actual).length && keys.every(key => matches(actual[key], expected[key], tolerance))
    );
  }
  return isDeepStrictEqual(actual, expected);
}

/** A plain object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object, or an empty one in the place of anything else. */
export function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}
