import { hsv, sampleColour, samplePattern, solid } from './materials.ts';
import type { Prng } from './prng.ts';
import { createSceneCanvas, fill, type Material, paint, type SceneCanvas } from './scene-canvas.ts';
import type { SceneVariant } from './scene-variant.ts';
import { box, capsule, ellipse } from './shapes.ts';
import { createValueNoise, fractal } from './value-noise.ts';

/** The share of walls with a pattern. */
const patternedWalls: Readonly<Record<SceneVariant, number>> = { presenter: 0.2, training: 0.4, 'held-out': 0.5 };

function wall(prng: Prng, variant: SceneVariant): Material {
  const a = sampleColour(prng);
  const b = prng.chance(0.6) ? a : sampleColour(prng);
  const noise = fractal(createValueNoise(prng.next), prng.integer(1, 5));
  const scale = prng.range(1, 24);
  const strength = prng.pick([0.05, 0.15, 0.4, 1]);
  const across = prng.chance(0.5);
  const pattern = prng.chance(patternedWalls[variant]) ? samplePattern(prng, a, variant) : undefined;
  return (x, y, depth, out) => {
    if (pattern) pattern(x, y, depth, out);
    else {
      const t = Math.min(1, Math.max(0, (across ? x + 0.5 : y + 0.5) + (noise(x * scale, y * scale) - 0.5) * strength));
      const g = 1 + (noise(y * scale, x * scale) - 0.5) * strength;
      for (let i = 0; i < 3; i++) out[i] = ((a[i] ?? 0) + ((b[i] ?? 0) - (a[i] ?? 0)) * t) * g;
    }
  };
}

function shelf(canvas: SceneCanvas, prng: Prng): void {
  const x0 = prng.range(-0.9, 0.6);
  const width = prng.range(0.25, 0.9);
  const rows = prng.integer(1, 4);
  const pitch = prng.range(0.12, 0.26);
  const top = prng.range(-0.55, 0.1);
  for (let row = 0; row < rows; row++) {
    const floor = top + (row + 1) * pitch;
    paint(canvas, box(x0 + width / 2, floor, width / 2, 0.008), solid(sampleColour(prng)), 'scenery');
    for (let x = x0; x < x0 + width; ) {
      const w = prng.range(0.008, 0.04);
      if (prng.chance(0.85)) {
        const h = pitch * prng.range(0.4, 0.85);
        paint(canvas, box(x + w / 2, floor - h / 2, w / 2, h / 2), solid(sampleColour(prng)), 'scenery');
      }
      x += w + prng.range(0, 0.006);
    }
  }
}

function windowPane(canvas: SceneCanvas, prng: Prng): void {
  const x = prng.range(-0.8, 0.8);
  const y = prng.range(-0.4, 0);
  const w = prng.range(0.1, 0.4);
  const h = prng.range(0.15, 0.45);
  const noise = fractal(createValueNoise(prng.next), 4);
  const sky = hsv(prng.range(0.5, 0.65), prng.range(0, 0.5), prng.range(0.6, 1.3));
  const trees = hsv(prng.range(0.2, 0.45), prng.range(0.2, 0.7), prng.range(0.2, 0.7));
  const horizon = prng.range(-0.3, 0.3);
  const frame = solid(sampleColour(prng));
  paint(canvas, box(x, y, w + 0.02, h + 0.02), frame, 'scenery');
  paint(
    canvas,
    box(x, y, w, h),
    (px, py, _depth, out) => {
      const n = noise(px * 20, py * 20);
      out.set(py + n * 0.2 > horizon ? [trees[0] * n * 1.6, trees[1] * n * 1.6, trees[2] * n * 1.6] : sky);
    },
    'scenery',
  );
  for (let i = prng.integer(0, 3); i > 0; i--) {
    paint(canvas, box(x + prng.range(-w, w), y, 0.006, h), frame, 'scenery');
    paint(canvas, box(x, y + prng.range(-h, h), w, 0.006), frame, 'scenery');
  }
}

function plant(canvas: SceneCanvas, prng: Prng): void {
  const x = prng.range(-0.8, 0.8);
  const y = prng.range(-0.3, 0.4);
  const reach = prng.range(0.08, 0.3);
  for (let leaf = prng.integer(6, 26); leaf > 0; leaf--) {
    const angle = prng.range(Math.PI, 2 * Math.PI);
    const length = reach * prng.range(0.4, 1);
    const tip: [number, number] = [x + Math.cos(angle) * length, y + Math.sin(angle) * length];
    const green = hsv(prng.range(0.2, 0.42), prng.range(0.3, 0.9), prng.range(0.1, 0.6));
    if (prng.chance(0.5)) paint(canvas, capsule(x, y, tip[0], tip[1], 0.012, 0.002), solid(green), 'scenery');
    else paint(canvas, ellipse(tip[0], tip[1], length * 0.3, length * 0.1, angle), solid(green), 'scenery');
  }
}

function thing(canvas: SceneCanvas, prng: Prng, variant: SceneVariant): void {
  const x = prng.range(-0.9, 0.9);
  const y = prng.range(-0.5, 0.5);
  const w = prng.range(0.02, 0.35);
  const h = prng.range(0.02, 0.35);
  const angle = prng.chance(0.7) ? 0 : prng.range(-1, 1);
  // Some things have the colour of skin or hair: colour alone must not mean "person".
  const colour = prng.chance(0.25)
    ? hsv(prng.range(0.02, 0.1), prng.range(0.2, 0.7), prng.range(0.2, 1))
    : sampleColour(prng);
  const material = samplePattern(prng, colour, variant);
  paint(
    canvas,
    prng.chance(0.55) ? box(x, y, w, h, prng.range(0, 0.05), angle) : ellipse(x, y, w, h, angle),
    material,
    'scenery',
  );
}

function lamp(canvas: SceneCanvas, prng: Prng): void {
  const x = prng.range(-0.8, 0.8);
  const y = prng.range(-0.5, 0.1);
  const r = prng.range(0.02, 0.1);
  const glow = hsv(prng.range(0.05, 0.15), prng.range(0, 0.5), prng.range(1, 1.6));
  paint(canvas, ellipse(x, y, r * 3, r * 3), solid(glow), 'scenery', { opacity: 0.3, softness: canvas.height * r * 3 });
  paint(canvas, ellipse(x, y, r, r), solid(glow), 'scenery');
}

/** The room behind the person: a wall with 0 to 14 things, out of focus by a random amount. */
export function paintRoom(canvas: SceneCanvas, prng: Prng, variant: SceneVariant): void {
  // Defocus is a smaller canvas, stretched: a blur for free.
  const defocus = prng.pick([1, 1, 1.5, 2, 3, 5]);
  const height = Math.max(18, Math.round(canvas.height / defocus));
  const width = Math.max(32, Math.round((canvas.width * height) / canvas.height));
  const room = createSceneCanvas(width, height);
  fill(room, wall(prng, variant));
  if (prng.chance(0.3)) shelf(room, prng);
  if (prng.chance(0.3)) windowPane(room, prng);
  for (let count = prng.pick([0, 2, 5, 9, 14]); count > 0; count--) thing(room, prng, variant);
  if (prng.chance(0.3)) plant(room, prng);
  if (prng.chance(0.2)) lamp(room, prng);
  stretch(room, canvas);
}

function stretch(from: SceneCanvas, to: SceneCanvas): void {
  for (let row = 0, at = 0; row < to.height; row++) {
    const v = Math.min(from.height - 1, Math.max(0, ((row + 0.5) * from.height) / to.height - 0.5));
    const y0 = Math.floor(v);
    const y1 = Math.min(from.height - 1, y0 + 1);
    const fy = v - y0;
    for (let column = 0; column < to.width; column++) {
      const u = Math.min(from.width - 1, Math.max(0, ((column + 0.5) * from.width) / to.width - 0.5));
      const x0 = Math.floor(u);
      const x1 = Math.min(from.width - 1, x0 + 1);
      const fx = u - x0;
      for (let i = 0; i < 3; i++, at++) {
        const a = from.rgb[(y0 * from.width + x0) * 3 + i] ?? 0;
        const b = from.rgb[(y0 * from.width + x1) * 3 + i] ?? 0;
        const c = from.rgb[(y1 * from.width + x0) * 3 + i] ?? 0;
        const d = from.rgb[(y1 * from.width + x1) * 3 + i] ?? 0;
        to.rgb[at] = (a + (b - a) * fx) * (1 - fy) + (c + (d - c) * fx) * fy;
      }
    }
  }
}
