import { FONT } from './lay-out.ts';

/** The colours of one appearance. */
interface Theme {
  readonly back: string;
  readonly surface: string;
  readonly text: string;
  readonly muted: string;
  readonly border: string;
  readonly line: string;
  readonly side: string;
  readonly loop: string;
  readonly group: string;
  readonly groupBorder: string;
  readonly node: string;
  readonly source: string;
  readonly sink: string;
  readonly pill: string;
  readonly alarm: string;
  /** From little to much. */
  readonly heat: readonly string[];
}

const LIGHT: Theme = {
  back: '#f7f8fa',
  surface: '#ffffff',
  text: '#17202c',
  muted: '#5a6675',
  border: '#cfd6df',
  line: '#7d8a9a',
  side: '#9aa5b3',
  loop: '#b4531a',
  group: '#2f6fed',
  groupBorder: '#9db8ee',
  node: '#2f6fed',
  source: '#138a5a',
  sink: '#7a45d1',
  pill: '#e6ebf2',
  alarm: '#c22f2f',
  heat: ['#ffffff', '#fff4d6', '#ffe4a8', '#ffcb80', '#ffab6b', '#ff8a65'],
};

const DARK: Theme = {
  back: '#12161c',
  surface: '#1c222b',
  text: '#e8edf3',
  muted: '#9aa7b6',
  border: '#394454',
  line: '#73808f',
  side: '#5d6978',
  loop: '#f0935a',
  group: '#6c9bff',
  groupBorder: '#3d5486',
  node: '#6c9bff',
  source: '#3ecf94',
  sink: '#b38cff',
  pill: '#2a333f',
  alarm: '#ff7b7b',
  heat: ['#1c222b', '#33301f', '#4a3d1c', '#664518', '#864717', '#a8431c'],
};

const MONO = 'ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace';

/** How many shades of heat there are. */
export const HEAT_SHADES = LIGHT.heat.length;

/** The style sheet of a drawing that follows the reader's preference for light or dark. */
export function drawingStyle(): string {
  return `${SHAPES}${colours(LIGHT, '')}@media (prefers-color-scheme:dark){${colours(DARK, '')}}`;
}

/** The same for a page that may choose by `data-theme` on its root element; its parts find the colours as properties. */
export function pageColours(): string {
  const dark = properties(DARK);
  const chosen = (theme: Theme, name: string): string => colours(theme, `:root[data-theme=${name}] `);
  return [
    SHAPES,
    `:root{color-scheme:light;${properties(LIGHT)}}`,
    colours(LIGHT, ''),
    `@media (prefers-color-scheme:dark){:root{color-scheme:dark;${dark}}${colours(DARK, '')}}`,
    `:root[data-theme=light]{color-scheme:light;${properties(LIGHT)}}${chosen(LIGHT, 'light')}`,
    `:root[data-theme=dark]{color-scheme:dark;${dark}}${chosen(DARK, 'dark')}`,
  ].join('');
}

// Colours are written out: programs that turn SVG into pictures know no custom properties.
const SHAPES = [
  `.drawing text{font-family:${MONO};font-size:${FONT.calculator}px}`,
  `.drawing .name{font-size:${FONT.name}px;font-weight:600}`,
  `.drawing .edge text{font-size:${FONT.edge}px;text-anchor:middle;paint-order:stroke;stroke-width:4px;stroke-linejoin:round}`,
  `.drawing .edge path{fill:none;stroke-width:1.4px}`,
  `.drawing .back path.line{stroke-dasharray:6 4}`,
  `.drawing .side path.line{stroke-dasharray:1.5 4;stroke-linecap:round}`,
  `.drawing .full path.line{stroke-width:2.6px}`,
  `.drawing .group text{font-size:${FONT.group}px;font-weight:600}`,
  `.drawing .group .type{font-weight:400}`,
  '.drawing .group rect{fill-opacity:.05}',
  '.drawing .pill text{text-anchor:middle}',
].join('');

function colours(theme: Theme, root: string): string {
  const scope = `${root}.drawing`;
  const rules: readonly (readonly [string, string])[] = [
    ['.paper', `fill:${theme.back}`],
    ['.node .box', `fill:${theme.surface};stroke:${theme.border}`],
    ['.node .accent', `fill:${theme.node}`],
    ['.source .accent', `fill:${theme.source}`],
    ['.sink .accent', `fill:${theme.sink}`],
    ['text', `fill:${theme.muted}`],
    ['.name', `fill:${theme.text}`],
    ['.pill .box', `fill:${theme.pill};stroke:${theme.border}`],
    ['.group rect', `fill:${theme.group};stroke:${theme.groupBorder}`],
    ['.group text', `fill:${theme.group}`],
    ['.group .type', `fill:${theme.muted}`],
    ['.edge .line', `stroke:${theme.line}`],
    ['.edge .tip', `fill:${theme.line}`],
    ['.edge text', `stroke:${theme.back}`],
    ['.side .line', `stroke:${theme.side}`],
    ['.side .tip', `fill:${theme.side}`],
    ['.back .line', `stroke:${theme.loop}`],
    ['.back .tip', `fill:${theme.loop}`],
    ['.full .line', `stroke:${theme.alarm}`],
    ['.full .tip', `fill:${theme.alarm}`],
    ['.lossy text', `fill:${theme.alarm}`],
    ...theme.heat.map((colour, i): readonly [string, string] => [`.heat${i} .box`, `fill:${colour}`]),
  ];
  return rules.map(([selector, body]) => `${scope} ${selector}{${body}}`).join('');
}

function properties({ heat, ...plain }: Theme): string {
  const all = [...Object.entries(plain), ...heat.map((colour, i): [string, string] => [`heat${i}`, colour])];
  return all.map(([name, colour]) => `--${name}:${colour};`).join('');
}
