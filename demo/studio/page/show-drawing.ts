import type { HostStats } from '../../../runtime-web/index.ts';
import type { StudioDrawing } from '../studio-data.ts';

/** Shows a drawn graph, and colours it while the graph runs. */
export interface DrawingView {
  show(drawing: StudioDrawing): void;
  /**
   * Nodes get warmer by their share of the time; above them stand how full their fullest queue is, when something waits there, and how
   * many packets were too many; arrows whose queue is full turn red. All counts stand in the tooltips.
   */
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
    update({ nodes, dropped: allDropped }) {
      const all = nodes.reduce((sum, one) => sum + (one.time?.process.total ?? 0), 0);
      for (const { name, calculator, calls, inputs, drops, time } of nodes) {
        const box = boxes.get(name);
        if (box === undefined) continue;
        const share = all === 0 ? 0 : (time?.process.total ?? 0) / all;
        const heat = Math.min(SHADES - 1, Math.round(Math.sqrt(share) * (SHADES - 1)));
        for (let shade = 0; shade < SHADES; shade++) box.classList.toggle(`heat${shade}`, shade === heat);
        const dropped = drops.reduce((sum, one) => sum + one.packets, 0);
        const own = drops.reduce((sum, one) => sum + (one.cause === 'overload' ? one.packets : 0), 0);
        // The page's limiter of a camera: frames that gave way to newer ones in front of it are its drops as well.
        const tooMany = calculator === 'FlowLimiterCalculator' && name.startsWith('limit_') ? allDropped : own;
        const queues = inputs.map(one => `${one.stream} ${one.queued}/${one.maxQueueSize} (most ${one.peak})`);
        const [fullest] = inputs.toSorted((a, b) => b.queued / b.maxQueueSize - a.queued / a.maxQueueSize);
        const waits = fullest !== undefined && (fullest.queued > 0 || fullest.peak > 1);
        const limit = Number.isFinite(fullest?.maxQueueSize) ? `/${fullest?.maxQueueSize}` : '';
        note(box, [
          ['waits', waits ? `${fullest.queued}${limit}` : ''],
          ['drops', tooMany === 0 ? '' : `−${tooMany}`],
        ]);
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

/** Writes above the right corner of a node's box. */
function note(box: SVGElement, parts: readonly (readonly [name: string, text: string])[]): void {
  const frame = box.querySelector('.box');
  if (frame === null) return;
  const at = (name: string) => Number(frame.getAttribute(name));
  let place = box.querySelector('.note');
  if (place === null) {
    place = document.createElementNS('http://www.w3.org/2000/svg', 'text');
    place.setAttribute('class', 'note');
    place.setAttribute('x', String(at('x') + at('width')));
    place.setAttribute('y', String(at('y') - 4));
    box.append(place);
  }
  const spans = parts
    .filter(([, text]) => text !== '')
    .map(([name, text]) => {
      const span = document.createElementNS('http://www.w3.org/2000/svg', 'tspan');
      span.setAttribute('class', name);
      span.setAttribute('dx', '6');
      span.textContent = text;
      return span;
    });
  place.replaceChildren(...spans);
}
