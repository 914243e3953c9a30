import { describe, expect, it } from 'vitest';
import { fixedCalculators } from '../testing/fixed-calculators.ts';
import { packetLog } from '../testing/packet-log.ts';
import { passThrough } from '../testing/test-calculators.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { Timestamp } from '../timestamp.ts';
import { type TimestampPolicy, timestampPolicies } from '../timestamp-policy.ts';
import { createGraph } from './create-graph.ts';
import { InputTimestamps } from './input-timestamps.ts';

const HOUR = 3_600_000_000;

/** A graph whose input has had packets at 1000 and 1040. */
async function started(policy: TimestampPolicy) {
  const graph = createGraph(
    tinyPlan({ inputs: ['camera'], nodes: [{ calculator: passThrough, inputs: ['camera'], outputs: ['out'] }] }),
  );
  graph.setInputTimestampPolicy('camera', policy);
  const logs = packetLog(graph, ['out']);
  graph.start();
  await graph.add('camera', 'a', 1000);
  await graph.add('camera', 'b', 1040);
  return { graph, times: () => logs['out']?.map(([time]) => time) ?? [] };
}

/** What a source may say, and where the packet ends up: `undefined` where it is dropped. */
const table: readonly (readonly [name: string, t: number, clamp: number, rebase: number])[] = [
  ['backward', 500, 1041, 1080],
  ['equal', 1040, 1041, 1080],
  ['negative', -5, 1041, 1080],
  ['an hour back', 1080 - HOUR, 1041, 1080],
  ['NaN', Number.NaN, 1041, 1041],
  ['infinite', Number.POSITIVE_INFINITY, 1041, 1041],
  ['below infinite', Number.NEGATIVE_INFINITY, 1041, 1041],
  ['a fraction', 1080.5, 1041, 1041],
  ['2^53', 2 ** 53, 1041, 1041],
  ['beyond 2^53', 2 ** 53 + 2, 1041, 1041],
  ['far beyond', 1e300, 1041, 1041],
  ['Unset', Timestamp.Unset, 1041, 1041],
  ['Unstarted', Timestamp.Unstarted, 1041, 1041],
  ['PreStream', Timestamp.PreStream, 1041, 1041],
  ['Min', Timestamp.Min, 1041, 1041],
  ['Max', Timestamp.Max, 1041, 1041],
  ['PostStream', Timestamp.PostStream, 1041, 1041],
  ['OneOverPostStream', Timestamp.OneOverPostStream, 1041, 1041],
  ['Done', Timestamp.Done, 1041, 1041],
];

describe('a graph input whose clock goes wrong', () => {
  it.each(table)('%s: the policies go on, each in its way', async (_name, t, clamp, rebase) => {
    for (const [policy, expected] of [
      ['drop', undefined],
      ['clamp', clamp],
      ['rebase', rebase],
    ] as const) {
      const { graph, times } = await started(policy);
      await graph.add('camera', 'bad', t);
      // The next packet of a clock that is right again, or that goes on from where it jumped to.
      const next = policy === 'rebase' && rebase === 1080 ? t + 40 : 1120;
      await graph.add('camera', 'good', next);
      graph.closeAllInputs();
      await graph.done();
      const last = policy === 'rebase' ? Math.max(1120, rebase + 40) : 1120;
      expect(times(), policy).toEqual([1000, 1040, ...(expected === undefined ? [] : [expected]), last]);
      const [counts] = graph.stats().inputs;
      expect(counts, policy).toMatchObject({ stream: 'camera', policy });
      expect(
        [counts?.dropped, counts?.clamped, counts?.rebased].filter(count => count === 1),
        policy,
      ).toHaveLength(1);
    }
  });

  it.each(table.filter(([name]) => name !== 'Max'))(
    '%s: the default fails, and names stream and values',
    async (_name, t) => {
      const { graph, times } = await started('error');
      await graph.add('camera', 'bad', t).catch(() => undefined);
      const error = await graph.done().then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', message: expect.stringContaining('stream "camera"') });
      expect(error).toMatchObject({ message: expect.stringContaining(Timestamp.format(t)) });
      if (Timestamp.isRange(t)) expect(error).toMatchObject({ message: expect.stringContaining('1041') });
      // The graph can be used again.
      graph.setInputTimestampPolicy('camera', 'clamp');
      graph.start();
      await graph.add('camera', 'c', 1);
      graph.closeAllInputs();
      await graph.done();
      expect(times().at(-1)).toBe(1);
    },
  );

  it('an hour ahead is a legal gap; rebase bridges the way back', async () => {
    const { graph, times } = await started('rebase');
    for (const t of [1080 + HOUR, 1120 + HOUR, 1160, 1200]) await graph.add('camera', 'x', t);
    graph.closeAllInputs();
    await graph.done();
    expect(times()).toEqual([1000, 1040, 1080 + HOUR, 1120 + HOUR, 1160 + HOUR, 1200 + HOUR]);
    expect(graph.stats().inputs).toEqual([{ stream: 'camera', policy: 'rebase', dropped: 0, clamped: 0, rebased: 1 }]);
  });

  it('gives dropped values back', async () => {
    const { graph } = await started('drop');
    const pass = fixedCalculators['PassCalculator'];
    if (pass === undefined) throw new Error('There is a PassCalculator.');
    const cells = createGraph(
      tinyPlan({ inputs: ['in'], nodes: [{ calculator: pass, inputs: ['in'], outputs: ['out'] }] }),
    );
    cells.setInputTimestampPolicy('in', 'drop');
    cells.start();
    const values = [5, 5, Number.NaN, 4].map(value => ({ value, released: 0 }));
    for (const value of values) await cells.add('in', value, value.value);
    cells.closeAllInputs();
    await cells.done();
    expect(values.map(value => value.released)).toEqual([1, 1, 1, 1]);
    expect(cells.stats()).toMatchObject({ live: 0, inputs: [{ dropped: 3 }] });
    graph.cancel();
  });

  it('drops what comes before the stream has a time, and shifts bounds with the packets', () => {
    const fresh = new InputTimestamps('clamp');
    expect(fresh.admit(Number.NaN, Timestamp.PreStream)).toBeUndefined();
    expect(fresh.dropped).toBe(1);
    const rebased = new InputTimestamps('rebase');
    expect(rebased.admit(1000, Timestamp.PreStream)).toBe(1000);
    expect(rebased.admit(10, 1001)).toBe(1001);
    expect(rebased.admitBound(20, 1002)).toBe(1011);
    expect(rebased.admitBound(5, 1012)).toBeUndefined();
    expect(rebased.admitBound(Number.NaN, 1012)).toBeUndefined();
    expect(rebased.admitBound(Timestamp.OneOverPostStream, 1012)).toBe(Timestamp.OneOverPostStream);
  });

  it('whatever a clock says, what comes out ascends', () => {
    const said = table.map(([, t]) => t);
    for (const policy of timestampPolicies) {
      if (policy === 'error') continue;
      const timestamps = new InputTimestamps(policy);
      let bound: Timestamp = Timestamp.PreStream;
      for (const t of [7, ...said, 8, ...said, 2000, ...said, 3 * HOUR]) {
        const admitted = timestamps.admit(t, bound);
        if (admitted === undefined) continue;
        expect(admitted).toBeGreaterThanOrEqual(bound);
        expect(Timestamp.hasNext(admitted)).toBe(true);
        bound = Timestamp.next(admitted);
      }
    }
  });
});
