import type { camera } from './camera.ts';

/**
 * Makes the page of a drawing work: click, keyboard, search, colours. Runs in the page: its text is put there, so it
 * reaches nothing but its arguments and the page.
 */
export function viewer(makeCamera: typeof camera): void {
  const find = <T extends Element>(selector: string): T => {
    const element = document.querySelector<T>(selector);
    if (element === null) throw new Error(`viewer: the page has no ${selector}.`);
    return element;
  };
  const svg = find<SVGSVGElement>('#drawing');
  const panel = find<HTMLElement>('#panel');
  const search = find<HTMLInputElement>('#search');
  const found = find<HTMLOutputElement>('#found');
  const view = makeCamera(svg, find<SVGGElement>('#scene'));
  const parts = [...svg.querySelectorAll<SVGGElement>('[data-id]')];
  const edges = [...svg.querySelectorAll<SVGGElement>('[data-from]')];
  const partOf = new Map(parts.map(part => [part.dataset['id'] ?? '', part]));
  let selected: SVGGElement | undefined;
  let hits: SVGGElement[] = [];
  let hit = -1;

  const select = (part: SVGGElement | undefined): void => {
    selected = part;
    const id = part?.dataset['id'];
    for (const one of parts) one.classList.toggle('selected', one === part);
    const near = new Set<string | undefined>([id]);
    for (const edge of edges) {
      const touches = id !== undefined && (edge.dataset['from'] === id || edge.dataset['to'] === id);
      edge.classList.toggle('near', touches);
      if (touches) near.add(edge.dataset['from']).add(edge.dataset['to']);
    }
    svg.classList.toggle('has-selection', near.size > 1);
    for (const one of parts) one.classList.toggle('near', near.has(one.dataset['id']));
    for (const article of panel.querySelectorAll('article')) article.hidden = article.id !== `of-${id ?? ''}`;
    panel.hidden = part === undefined;
    panel.scrollTop = 0;
  };

  const covered = (): number => (panel.hidden ? 0 : svg.clientWidth - panel.getBoundingClientRect().left);
  const show = (part: SVGGElement): void => view.show(part, covered());
  /** Selects what was clicked; it shall not lie under the panel that this opens. */
  const open = (part: SVGGElement): void => {
    select(part);
    if (part.getBoundingClientRect().right > svg.clientWidth - covered()) show(part);
  };

  const goTo = (part: SVGGElement | undefined): void => {
    if (part === undefined) return;
    select(part);
    show(part);
  };

  const match = (): void => {
    const words = search.value.trim().toLowerCase();
    const text = (part: SVGGElement): string =>
      `${part.textContent} ${document.querySelector(`#of-${part.dataset['id'] ?? ''}`)?.textContent ?? ''}`.toLowerCase();
    hits = words === '' ? [] : parts.filter(part => text(part).includes(words));
    hit = -1;
    svg.classList.toggle('searching', words !== '');
    for (const part of parts) part.classList.toggle('hit', hits.includes(part));
    found.value = words === '' ? '' : hits.length === 0 ? 'nothing found' : `${hits.length} found`;
  };

  let downAt = { x: 0, y: 0 };
  svg.addEventListener('pointerdown', event => {
    downAt = { x: event.clientX, y: event.clientY };
  });
  svg.addEventListener('click', event => {
    if (Math.hypot(event.clientX - downAt.x, event.clientY - downAt.y) > 4) return;
    const part = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-id]') : null;
    if (part === null) select(undefined);
    else open(part);
  });
  svg.addEventListener('keydown', event => {
    const part = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-id]') : null;
    if (part !== null && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      open(part);
      panel.focus();
    }
  });
  svg.addEventListener('focusin', event => {
    const part = event.target instanceof Element ? event.target.closest<SVGGElement>('[data-id]') : null;
    if (part?.matches(':focus-visible') === true) show(part);
  });
  panel.addEventListener('click', event => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-go]') : null;
    if (button !== null) goTo(partOf.get(button.dataset['go'] ?? ''));
  });
  search.addEventListener('input', match);
  search.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || hits.length === 0) return;
    hit = (hit + (event.shiftKey ? hits.length - 1 : 1)) % hits.length;
    goTo(hits[hit]);
    found.value = `${hit + 1} of ${hits.length}`;
  });
  document.addEventListener('keydown', event => {
    const typing = event.target === search;
    if (event.key === 'Escape') {
      const last = selected;
      search.value = '';
      match();
      select(undefined);
      (last ?? svg).focus();
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const inPanel = event.target instanceof Node && panel.contains(event.target);
    const step = 60;
    if (event.key === '/') {
      event.preventDefault();
      search.focus();
    } else if (event.key === '+' || event.key === '=') view.zoom(1.25);
    else if (event.key === '-') view.zoom(0.8);
    else if (event.key === '0') view.fit();
    else if (inPanel) return;
    else if (event.key === 'ArrowLeft') view.pan(step, 0);
    else if (event.key === 'ArrowRight') view.pan(-step, 0);
    else if (event.key === 'ArrowUp') view.pan(0, step);
    else if (event.key === 'ArrowDown') view.pan(0, -step);
  });
  const onClick = (selector: string, action: () => void): void => {
    find(selector).addEventListener('click', action);
  };
  onClick('#closer', () => view.zoom(1.25));
  onClick('#farther', () => view.zoom(0.8));
  onClick('#fit', () => view.fit());
  onClick('#close', () => {
    const last = selected;
    select(undefined);
    last?.focus();
  });
  onClick('#theme', () => {
    const root = document.documentElement;
    const isDark = getComputedStyle(root).colorScheme === 'dark';
    root.dataset['theme'] = isDark ? 'light' : 'dark';
  });
  view.fit();
}
