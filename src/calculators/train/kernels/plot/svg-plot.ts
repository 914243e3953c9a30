import { niceTicks } from './nice-ticks.ts';

/** One line or cloud of a plot. */
export interface PlotSeries {
  readonly name: string;
  readonly points: readonly PlotPoint[];
}

/** One point; those that are not finite are left out. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  readonly label?: string | undefined;
}

/** What a plot shows. */
export interface PlotContent {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly PlotSeries[];
  /** `line`: points joined in the order of x; `scatter`: points alone; `both`. */
  readonly kind: 'line' | 'scatter' | 'both';
  readonly width: number;
  readonly height: number;
  /** The y axis begins at this value or lower. */
  readonly yFrom?: number | undefined;
}

/** Okabe and Ito, 2008: colours that colour-blind readers tell apart too; the last stands out least. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#000000', '#888888'];
const SHAPES = ['circle', 'square', 'triangle', 'diamond', 'cross'] as const;
/** An estimate of a letter's width at the size of the labels: SVG cannot be asked without a page. */
const LETTER = 6.4;

/**
 * A line or scatter plot as an SVG document: axes with round ticks, a legend, a mark of its own for each series. The same
 * content gives the same text; every name and label is escaped; it holds no script and loads nothing.
 */
export function svgPlot(content: PlotContent): string {
  const { title, xLabel, yLabel, width, height } = content;
  const series = content.series.map(one => ({
    ...one,
    points: one.points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)),
  }));
  const points = series.flatMap(one => one.points);
  const lowest = Math.min(...points.map(one => one.y), ...(content.yFrom === undefined ? [] : [content.yFrom]));
  const xTicks = niceTicks(Math.min(...points.map(one => one.x)), Math.max(...points.map(one => one.x)));
  const yTicks = niceTicks(lowest, Math.max(...points.map(one => one.y)));
  const legend = Math.max(0, ...series.map(one => one.name.length)) * LETTER + 40;
  const box = { left: 64, top: 36, right: width - legend - 12, bottom: height - 48 };
  const place = (value: number, ticks: readonly number[], from: number, to: number): number => {
    const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
    return from + ((value - low) / (high - low)) * (to - from);
  };
  const px = (x: number): number => place(x, xTicks, box.left, box.right);
  const py = (y: number): number => place(y, yTicks, box.bottom, box.top);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#222">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${box.left}" y="22" font-size="14" font-weight="bold">${escape(title)}</text>`,
  ];
  for (const x of xTicks) {
    parts.push(
      `<path d="M${at(px(x))} ${box.top}V${box.bottom}" stroke="#e4e4e4"/>`,
      `<text x="${at(px(x))}" y="${box.bottom + 16}" text-anchor="middle">${tickText(x, xTicks)}</text>`,
    );
  }
  for (const y of yTicks) {
    parts.push(
      `<path d="M${box.left} ${at(py(y))}H${at(box.right)}" stroke="#e4e4e4"/>`,
      `<text x="${box.left - 6}" y="${at(py(y) + 4)}" text-anchor="end">${tickText(y, yTicks)}</text>`,
    );
  }
  const middle = [at((box.left + box.right) / 2), at((box.top + box.bottom) / 2)];
  parts.push(
    `<path d="M${box.left} ${box.top}V${box.bottom}H${at(box.right)}" fill="none" stroke="#444"/>`,
    `<text x="${middle[0] ?? ''}" y="${height - 12}" text-anchor="middle">${escape(xLabel)}</text>`,
    `<text transform="translate(16 ${middle[1] ?? ''}) rotate(-90)" text-anchor="middle">${escape(yLabel)}</text>`,
  );
  for (const [i, one] of series.entries()) {
    const colour = COLOURS[i % COLOURS.length] ?? '#000';
    const drawn = one.points.map(({ x, y, label }) => ({ x: px(x), y: py(y), label }));
    parts.push(`<g stroke="${colour}" fill="${colour}">`);
    if (content.kind !== 'scatter' && drawn.length > 0) {
      const ordered = drawn.slice().sort((a, b) => a.x - b.x);
      const dash = i < COLOURS.length - 1 ? '' : ' stroke-dasharray="4 4"';
      parts.push(
        `<path d="M${ordered.map(({ x, y }) => `${at(x)} ${at(y)}`).join('L')}" fill="none" stroke-width="1.8"${dash}/>`,
      );
    }
    if (content.kind !== 'line') for (const { x, y } of drawn) parts.push(mark(i, x, y));
    for (const { x, y, label } of drawn) {
      if (label === undefined || label === '') continue;
      // Beyond the last third a label stands to the left of its point, inside of the box.
      const isRight = x > box.left + (2 / 3) * (box.right - box.left);
      parts.push(
        `<text x="${at(x + (isRight ? -8 : 8))}" y="${at(y - 6)}" font-size="11" stroke="none"${isRight ? ' text-anchor="end"' : ''}>${escape(label)}</text>`,
      );
    }
    const y = box.top + 10 + 20 * i;
    const x = box.right + 20;
    if (content.kind !== 'scatter') parts.push(`<path d="M${at(x - 9)} ${y}h18" stroke-width="1.8"/>`);
    if (content.kind !== 'line') parts.push(mark(i, x, y));
    parts.push(`<text x="${at(x + 14)}" y="${y + 4}" fill="#222" stroke="none">${escape(one.name)}</text>`, '</g>');
  }
  parts.push('</svg>');
  return `${parts.join('\n')}\n`;
}

function mark(series: number, x: number, y: number): string {
  switch (SHAPES[series % SHAPES.length] ?? 'circle') {
    case 'circle':
      return `<circle cx="${at(x)}" cy="${at(y)}" r="4"/>`;
    case 'square':
      return `<rect x="${at(x - 3.5)}" y="${at(y - 3.5)}" width="7" height="7"/>`;
    case 'triangle':
      return `<path d="M${at(x)} ${at(y - 5)}l5 9h-10z"/>`;
    case 'diamond':
      return `<path d="M${at(x)} ${at(y - 5)}l5 5l-5 5l-5 -5z"/>`;
    case 'cross':
      return `<path d="M${at(x - 4)} ${at(y - 4)}l8 8m0 -8l-8 8" stroke-width="2"/>`;
  }
}

/** A place in the picture, to a tenth of a pixel. */
function at(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** A tick with as many decimals as its axis needs. */
function tickText(value: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? 1) - (ticks[0] ?? 0));
  return value.toFixed(Math.min(12, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))));
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, one => `&#${one.charCodeAt(0)};`);
}
