import { describe, expect, it } from 'vitest';
import { niceTicks } from './nice-ticks.ts';
import { type PlotContent, svgPlot } from './svg-plot.ts';

const content: PlotContent = {
  title: 'A <b> & "c"',
  xLabel: 'x',
  yLabel: 'y',
  kind: 'both',
  width: 400,
  height: 300,
  series: [
    {
      name: 'one',
      points: [
        { x: 2, y: 3 },
        { x: 0, y: 1, label: 'start' },
        { x: 1, y: Number.NaN },
      ],
    },
  ],
};

describe('svgPlot', () => {
  it('escapes texts, joins points in the order of x and leaves out what is not finite', () => {
    const svg = svgPlot(content);
    expect(svg).toContain('A &#60;b&#62; &#38; &#34;c&#34;');
    expect(svg).not.toContain('NaN');
    expect(svg.match(/<circle/g)).toHaveLength(3);
    const [, from = '', to = ''] = /M([\d.]+) [\d.]+L([\d.]+) /.exec(svg) ?? [];
    expect(Number(from)).toBeLessThan(Number(to));
    expect(svgPlot(content)).toBe(svg);
  });

  it('draws a frame for no points at all', () => {
    const svg = svgPlot({ ...content, series: [] });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg).toContain('0.0');
  });

  it('keeps every mark inside of the picture', () => {
    const points = Array.from({ length: 30 }, (_, i) => ({ x: i * 17 - 200, y: (i - 9) ** 3 }));
    const svg = svgPlot({ ...content, kind: 'scatter', series: [{ name: 'cubic', points }] });
    for (const [, x = '', y = ''] of svg.matchAll(/cx="([^"]+)" cy="([^"]+)"/g)) {
      expect(Number(x)).toBeGreaterThan(0);
      expect(Number(x)).toBeLessThan(400);
      expect(Number(y)).toBeGreaterThan(0);
      expect(Number(y)).toBeLessThan(300);
    }
  });
});

describe('niceTicks', () => {
  it.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0.013, 0.047, [0.01, 0.02, 0.03, 0.04, 0.05]],
    [-7, 12, [-10, -5, 0, 5, 10, 15]],
  ])('encloses %f..%f in round numbers', (low, high, ticks) => {
    expect(niceTicks(low, high).map(tick => Number(tick.toFixed(9)))).toEqual(ticks);
  });

  it('widens a single value, and takes 0..1 for none', () => {
    const ticks = niceTicks(4, 4);
    expect(ticks[0]).toBeLessThan(4);
    expect(ticks.at(-1)).toBeGreaterThan(4);
    expect(niceTicks(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual(niceTicks(0, 1));
  });
});
