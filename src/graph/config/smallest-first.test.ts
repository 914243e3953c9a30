import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SmallestFirst } from './smallest-first.ts';

it('gives what was put in, smallest first, at any moment', () => {
  fc.assert(
    fc.property(fc.array(fc.option(fc.nat(50), { nil: undefined })), steps => {
      const heap = new SmallestFirst();
      let sorted: number[] = [];
      for (const step of steps) {
        if (step === undefined) expect(heap.pop()).toBe(sorted.shift());
        else {
          heap.push(step);
          sorted = [...sorted, step].sort((a, b) => a - b);
        }
      }
      for (const one of sorted) expect(heap.pop()).toBe(one);
      expect(heap.pop()).toBeUndefined();
    }),
    { seed: 1 },
  );
});
