import { describe, expect, it } from 'vitest';
import { DurationHistogram } from './duration-histogram.ts';
import { seededRandom } from './random-source.ts';

describe('DurationHistogram', () => {
  it('gives quantiles within 2.2 % of the exact ones, whatever the order', () => {
    const random = seededRandom(7);
    const durations = Array.from({ length: 2000 }, () => Math.exp(random.next() * 16));
    const [forth, back] = [new DurationHistogram(), new DurationHistogram()];
    for (const us of durations) forth.add(us);
    for (const us of [...durations].reverse()) back.add(us);
    const sorted = [...durations].sort((a, b) => a - b);
    for (const q of [0.01, 0.5, 0.95, 0.99, 1]) {
      const exact = sorted[Math.ceil(q * sorted.length) - 1]!;
      expect(Math.abs(forth.quantile(q) / exact - 1)).toBeLessThan(0.022);
      expect(back.quantile(q)).toBe(forth.quantile(q));
    }
    expect(forth.longest).toBe(sorted.at(-1));
  });

  it('knows its limits: nothing, below a microsecond, and years', () => {
    const histogram = new DurationHistogram();
    expect(histogram.quantile(0.5)).toBe(0);
    histogram.add(0);
    histogram.add(0.4);
    expect(histogram.quantile(1)).toBe(0);
    histogram.add(1);
    expect(histogram.quantile(1)).toBe(1);
    histogram.add(1e15);
    expect(histogram.quantile(1)).toBeGreaterThan(1e12);
    expect(histogram).toMatchObject({ count: 4, longest: 1e15 });
  });
});
