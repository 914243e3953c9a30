import type { HostStats } from '../../../runtime-web/index.ts';

/** Fills the table of nodes, the slowest first, with those that take no time left out. */
export function showTimes(body: HTMLElement, { nodes }: HostStats): void {
  const times = nodes.flatMap(({ name, time }) => (time === undefined ? [] : [{ node: name, ...time.process }]));
  const all = times.reduce((sum, one) => sum + one.total, 0);
  const rows = times
    .filter(one => one.total > 0.002 * all)
    .toSorted((a, b) => b.total - a.total)
    .map(({ node, p50, p95, total }) => {
      const row = document.createElement('tr');
      const share = document.createElement('meter');
      share.value = all === 0 ? 0 : total / all;
      share.textContent = `${Math.round(share.value * 100)} %`;
      const name = named(node);
      name.title = node;
      const last = document.createElement('td');
      last.append(share);
      row.append(name, cell(milliseconds(p50)), cell(milliseconds(p95)), last);
      return row;
    });
  if (rows.length > 0) body.replaceChildren(...rows);
}

/** `person__full__refine` as `person › full › refine`, its last part in front of the eye. */
function named(node: string): HTMLTableCellElement {
  const parts = node.split('__');
  const made = cell('');
  const path = document.createElement('span');
  path.className = 'path';
  path.textContent = parts
    .slice(0, -1)
    .map(part => `${part} › `)
    .join('');
  // Long names break where a word begins.
  const words = (parts.at(-1) ?? '').split(/(?<=[a-z])(?=[A-Z])/);
  made.append(path, ...words.flatMap((word, i) => (i === 0 ? [word] : [document.createElement('wbr'), word])));
  return made;
}

function cell(text: string): HTMLTableCellElement {
  const made = document.createElement('td');
  made.textContent = text;
  return made;
}

function milliseconds(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(microseconds < 10_000 ? 2 : 1)} ms`;
}
