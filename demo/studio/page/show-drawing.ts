import type { HostStats } from '../../../runtime-web/index.ts';
import type { StudioDrawing } from '../studio-data.ts';

/** Shows a drawn graph, and colours it while the graph runs. */
export interface DrawingView {
  show(drawing: StudioDrawing): void;
  /** Nodes get warmer by their share of the time; arrows whose queue is full turn red; counts stand in the tooltips. */
  update(stats: HostStats): void;
}

const SHADES = 6;

/** Makes the view in an element. */
export function drawingView(place: HTMLElement): DrawingView {
  let boxes = new Map<string, SVGElement>();
  return {
    show({ markup, width, height, nodes }) {
      // Made by our own server from names that it has escaped.
      const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      svg.setAttribute('class', 'drawing');
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
      svg.setAttribute('width', String(width));
      svg.setAttribute('height', String(height));
      svg.innerHTML = markup;
      place.replaceChildren(svg);
      boxes = new Map();
      for (const { id, name } of nodes) {
        const box = svg.querySelector<SVGElement>(`[data-id="${id}"]`);
        if (box !== null) boxes.set(name, box);
      }
    },
    update({ nodes }) {
      const all = nodes.reduce((sum, one) => sum + (one.time?.process.total ?? 0), 0);
      for (const { name, calculator, calls, inputs, drops, time } of nodes) {
        const box = boxes.get(name);
        if (box === undefined) continue;
        const share = all === 0 ? 0 : (time?.process.total ?? 0) / all;
        const heat = Math.min(SHADES - 1, Math.round(Math.sqrt(share) * (SHADES - 1)));
        for (let shade = 0; shade < SHADES; shade++) box.classList.toggle(`heat${shade}`, shade === heat);
        const dropped = drops.reduce((sum, one) => sum + one.packets, 0);
        const queues = inputs.map(one => `${one.stream} ${one.queued}/${one.maxQueueSize} (most ${one.peak})`);
        const title = box.querySelector('title');
        const lines = [`${name}: ${calculator}`, `${calls} calls, ${dropped} dropped`, ...queues];
        if (title !== null) title.textContent = lines.join('\n');
        const isFull = inputs.some(one => one.queued > 0 && one.queued >= one.maxQueueSize);
        const arrows = place.querySelectorAll(`[data-to="${box.dataset['id'] ?? ''}"]`);
        for (const arrow of arrows) arrow.classList.toggle('full', isFull);
      }
    },
  };
}
