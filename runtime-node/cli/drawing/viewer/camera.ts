/** What part of a drawing a page shows. */
export interface Camera {
  /** Shows all of it. */
  fit(): void;
  /** Zooms about the middle of the view. Above 1: closer. */
  zoom(factor: number): void;
  /** Moves the view, in pixels of the screen. */
  pan(dx: number, dy: number): void;
  /** Moves the view so that an element is in the middle of what is free at the left of `covered` pixels. */
  show(element: SVGGraphicsElement, covered: number): void;
}

/**
 * Pans by dragging, zooms by wheel and by two fingers. Runs in the page: its text is put there, so it reaches nothing but
 * its arguments and the page.
 */
export function camera(svg: SVGSVGElement, scene: SVGGElement): Camera {
  let scale = 1;
  let x = 0;
  let y = 0;
  const fingers = new Map<number, { x: number; y: number }>();
  const apply = (): void => {
    scene.setAttribute('transform', `translate(${x.toFixed(2)} ${y.toFixed(2)}) scale(${scale.toFixed(4)})`);
  };
  const zoomAt = (factor: number, cx: number, cy: number): void => {
    const next = Math.min(4, Math.max(0.05, scale * factor));
    x = cx - ((cx - x) * next) / scale;
    y = cy - ((cy - y) * next) / scale;
    scale = next;
    apply();
  };
  const pan = (dx: number, dy: number): void => {
    x += dx;
    y += dy;
    apply();
  };
  const middle = (): { x: number; y: number } => ({ x: svg.clientWidth / 2, y: svg.clientHeight / 2 });
  const spread = (): number => {
    const [a, b] = [...fingers.values()];
    return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y);
  };

  svg.addEventListener(
    'wheel',
    event => {
      event.preventDefault();
      const box = svg.getBoundingClientRect();
      const step = event.deltaMode === 0 ? event.deltaY : event.deltaY * 30;
      zoomAt(Math.exp(-Math.min(120, Math.max(-120, step)) * 0.004), event.clientX - box.left, event.clientY - box.top);
    },
    { passive: false },
  );
  svg.addEventListener('pointerdown', event => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  svg.addEventListener('pointermove', event => {
    const last = fingers.get(event.pointerId);
    if (last === undefined) return;
    const before = spread();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    // A click that trembles is none: only a drag takes the pointer away from what lies under it.
    if (Math.hypot(event.clientX - last.x, event.clientY - last.y) > 2) svg.setPointerCapture(event.pointerId);
    pan((event.clientX - last.x) / fingers.size, (event.clientY - last.y) / fingers.size);
    const box = svg.getBoundingClientRect();
    if (before > 0) zoomAt(spread() / before, event.clientX - box.left, event.clientY - box.top);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    svg.addEventListener(end, event => {
      fingers.delete(event.pointerId);
    });
  }

  return {
    fit() {
      const box = scene.getBBox();
      const room = { width: svg.clientWidth, height: svg.clientHeight };
      scale = Math.min(1.25, (room.width - 48) / box.width, (room.height - 96) / box.height);
      scale = Math.max(0.05, scale);
      x = (room.width - box.width * scale) / 2 - box.x * scale;
      y = (room.height - box.height * scale) / 2 - box.y * scale + 20;
      apply();
    },
    zoom(factor) {
      zoomAt(factor, middle().x, middle().y);
    },
    pan,
    show(element, covered) {
      const box = element.getBBox();
      if (scale < 0.6) scale = 0.9;
      x = Math.max(80, middle().x - covered / 2) - (box.x + box.width / 2) * scale;
      y = middle().y - (box.y + box.height / 2) * scale;
      apply();
    },
  };
}
