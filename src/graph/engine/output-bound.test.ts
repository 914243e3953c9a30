import { describe, expect, it } from 'vitest';
import { Timestamp } from '../timestamp.ts';
import { outputBoundAfter } from './output-bound.ts';

const { Unset, Unstarted, PreStream, Min, Max, PostStream, OneOverPostStream } = Timestamp;

interface Row {
  readonly rule: string;
  readonly t: Timestamp;
  readonly offset: number | null;
  readonly bound?: Timestamp;
  readonly explicit?: Timestamp;
  readonly last?: Timestamp;
  readonly after: Timestamp;
}

// Section 3 of the semantics, rows "Output bound after Process at T", "After Open" and "Explicit bound vs offset".
const table: readonly Row[] = [
  { rule: 'offset 0 at T', t: 5, offset: 0, after: 6 },
  { rule: 'offset 20 at T', t: 5, offset: 20, after: 26 },
  { rule: 'negative offset at T', t: 5, offset: -3, after: 3 },
  { rule: 'no offset and nothing sent', t: 5, offset: null, after: Unset },
  { rule: 'no offset, a packet', t: 5, offset: null, bound: 11, last: 10, after: 11 },
  { rule: 'a later packet beats the offset', t: 5, offset: 0, bound: 11, last: 10, after: 11 },
  { rule: 'an explicit bound alone', t: 5, offset: null, bound: 9, explicit: 9, after: 9 },
  { rule: 'an explicit bound beats the offset', t: 5, offset: 0, bound: 100, explicit: 100, after: 100 },
  { rule: 'a lower explicit bound loses to the offset', t: 5, offset: 0, bound: 2, explicit: 2, after: 6 },
  { rule: 'an offset below the known bound changes nothing', t: 5, offset: 0, bound: 50, after: Unset },
  { rule: 'PreStream', t: PreStream, offset: 0, after: Min },
  { rule: 'PreStream takes no offset', t: PreStream, offset: 7, after: Min },
  { rule: 'Max with offset 0', t: Max, offset: 0, after: PostStream },
  { rule: 'Max with a positive offset', t: Max, offset: 7, after: PostStream },
  { rule: 'Max with a negative offset', t: Max, offset: -1, after: Max },
  { rule: 'PostStream', t: PostStream, offset: 0, after: OneOverPostStream },
  { rule: 'an offset that would leave the range', t: Max - 3, offset: 100, after: Max },
  { rule: 'open takes no offset', t: Unstarted, offset: 0, after: Unset },
  { rule: 'open with a packet', t: Unstarted, offset: 0, bound: 1, last: 0, after: 1 },
  {
    rule: 'a packet at PostStream',
    t: 5,
    offset: 0,
    bound: OneOverPostStream,
    last: PostStream,
    after: OneOverPostStream,
  },
];

describe('outputBoundAfter', () => {
  it.each(table)('$rule', ({ t, offset, bound = PreStream, explicit = Unset, last = Unset, after }) => {
    const change = { bound, explicitBound: explicit, lastPacket: last };
    expect(Timestamp.format(outputBoundAfter(change, t, offset))).toBe(Timestamp.format(after));
  });
});
