/**
 * A shape as a signed distance: negative inside, in scene units (the frame's height is 1, the origin its centre, y
 * points down). Distances need to be right only near the outline: they antialias it.
 */
export interface Shape {
  /** left, top, right, bottom: nothing of the shape lies outside. */
  readonly box: readonly [number, number, number, number];
  readonly distance: (x: number, y: number) => number;
}

/** An ellipse turned by `angle` (radians). */
export function ellipse(cx: number, cy: number, rx: number, ry: number, angle = 0): Shape {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const reach = Math.max(rx, ry);
  return {
    box: [cx - reach, cy - reach, cx + reach, cy + reach],
    distance: (x, y) => {
      const px = ((x - cx) * c + (y - cy) * s) / rx;
      const py = ((y - cy) * c - (x - cx) * s) / ry;
      const k = Math.hypot(px, py);
      // First-order distance: value over the length of its gradient.
      return k < 1e-6 ? -Math.min(rx, ry) : ((k - 1) * k) / Math.hypot(px / rx, py / ry);
    },
  };
}

/** A thick line with round ends, of radius `ra` at its start and `rb` at its end. */
export function capsule(ax: number, ay: number, bx: number, by: number, ra: number, rb = ra): Shape {
  const dx = bx - ax;
  const dy = by - ay;
  const length2 = dx * dx + dy * dy || 1e-9;
  const r = Math.max(ra, rb);
  return {
    box: [Math.min(ax, bx) - r, Math.min(ay, by) - r, Math.max(ax, bx) + r, Math.max(ay, by) + r],
    distance: (x, y) => {
      const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length2));
      return Math.hypot(x - ax - t * dx, y - ay - t * dy) - (ra + (rb - ra) * t);
    },
  };
}

/** A rectangle with round corners, turned by `angle` about its centre. */
export function box(cx: number, cy: number, halfWidth: number, halfHeight: number, round = 0, angle = 0): Shape {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const reach = Math.hypot(halfWidth, halfHeight);
  const rx = angle === 0 ? halfWidth : reach;
  const ry = angle === 0 ? halfHeight : reach;
  return {
    box: [cx - rx, cy - ry, cx + rx, cy + ry],
    distance: (x, y) => {
      const px = Math.abs((x - cx) * c + (y - cy) * s) - halfWidth + round;
      const py = Math.abs((y - cy) * c - (x - cx) * s) - halfHeight + round;
      return Math.hypot(Math.max(px, 0), Math.max(py, 0)) + Math.min(Math.max(px, py), 0) - round;
    },
  };
}

/**
 * Shoulders and chest down to the frame's end: the outline falls from `top` at the centre by `drop` at `halfWidth`,
 * as `drop * (|x| / halfWidth) ** power`, and runs straight down there.
 */
export function torso(cx: number, top: number, halfWidth: number, drop: number, power: number): Shape {
  return {
    box: [cx - halfWidth, top, cx + halfWidth, 2],
    distance: (x, y) => {
      const u = Math.abs(x - cx) / halfWidth;
      const slope = ((drop * power) / halfWidth) * u ** Math.max(0, power - 1);
      const above = (top + drop * u ** power - y) / Math.hypot(1, slope);
      return Math.max(above, (u - 1) * halfWidth);
    },
  };
}

/** A shape whose outline is pushed in and out by `amount(x, y)`, at most by `reach`. */
export function rough(shape: Shape, amount: (x: number, y: number) => number, reach: number): Shape {
  const [left, top, right, bottom] = shape.box;
  return {
    box: [left - reach, top - reach, right + reach, bottom + reach],
    distance: (x, y) => shape.distance(x, y) + amount(x, y),
  };
}

/** What lies in both shapes. */
export function both(a: Shape, b: Shape): Shape {
  return {
    box: [
      Math.max(a.box[0], b.box[0]),
      Math.max(a.box[1], b.box[1]),
      Math.min(a.box[2], b.box[2]),
      Math.min(a.box[3], b.box[3]),
    ],
    distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)),
  };
}

/** What lies in `a` and not in `b`. */
export function without(a: Shape, b: Shape): Shape {
  return { box: a.box, distance: (x, y) => Math.max(a.distance(x, y), -b.distance(x, y)) };
}
