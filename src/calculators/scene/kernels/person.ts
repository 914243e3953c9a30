import { hairStyles } from './hair-styles.ts';
import { hsv, sampleColour, samplePattern, shaded, solid } from './materials.ts';
import type { Prng } from './prng.ts';
import { type Material, paint, type Rgb, type SceneCanvas } from './scene-canvas.ts';
import type { SceneVariant } from './scene-variant.ts';
import { both, box, capsule, ellipse, rough, type Shape, torso, without } from './shapes.ts';
import {
  type HairPlace,
  hasHairline,
  isTrainingHair,
  paintTrainingHairBefore,
  paintTrainingHairBehind,
} from './training-hair.ts';
import { createValueNoise } from './value-noise.ts';

/** How a person holds themselves at one moment. */
export interface Pose {
  /** Shift of head and body, in heads. */
  readonly sway: readonly [number, number];
  /** Tilt of the head, radians. */
  readonly tilt: number;
  /** -1..1: how far the raised hand has swung. */
  readonly wave: number;
  /** 0..1: how far the mouth is open. */
  readonly speak: number;
}

/** Where a person is in the frame: the head's centre and radius in frame heights. */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly head: number;
}

function skinMaterial(prng: Prng, skin: Rgb, cx: number, cy: number, r: number, light: number): Material {
  const noise = createValueNoise(prng.next);
  const lx = Math.cos(light);
  const contrast = prng.range(0.1, 0.6);
  const blush = prng.range(0, 0.1);
  return (x, y, _depth, out) => {
    const u = (x - cx) / r;
    const v = (y - cy) / r;
    const z = Math.sqrt(Math.max(0.05, 1 - u * u * 0.8 - v * v * 0.5));
    const shade = 1 - contrast + contrast * Math.max(0, z * 0.75 + u * lx * 0.55 - v * 0.25);
    const grain = 1 + (noise(x * 90, y * 90) - 0.5) * 0.08;
    out[0] = skin[0] * shade * grain + blush * 0.3 * (1 - z);
    out[1] = skin[1] * shade * grain;
    out[2] = skin[2] * shade * grain;
  };
}

function sampleSkin(prng: Prng): Rgb {
  const depth = prng.next();
  const hue = prng.range(0.02, 0.085);
  return hsv(hue, 0.25 + 0.4 * depth + prng.range(-0.1, 0.1), 1.02 - 0.78 * depth + prng.range(-0.08, 0.08));
}

function sampleHair(prng: Prng): Rgb {
  return prng.pick<() => Rgb>([
    () => hsv(0.07, 0.4, prng.range(0.02, 0.12)),
    () => hsv(0.07, 0.5, prng.range(0.1, 0.35)),
    () => hsv(0.11, prng.range(0.3, 0.6), prng.range(0.5, 0.9)),
    () => hsv(0.04, 0.7, prng.range(0.3, 0.6)),
    () => hsv(0, 0, prng.range(0.5, 0.9)),
    () => hsv(prng.next(), 0.6, prng.range(0.3, 0.8)),
  ])();
}

/**
 * Paints one person, back to front: hair behind, body, arms, neck, head with its features, hair before, glasses,
 * headphones, a raised hand. All choices come from `prng` alone, so one seed is one person in every pose.
 */
export function paintPerson(
  canvas: SceneCanvas,
  prng: Prng,
  place: Placement,
  pose: Pose,
  variant: SceneVariant,
): void {
  const r = place.head;
  const hx = place.x + pose.sway[0] * r * 1.4;
  const hy = place.y + pose.sway[1] * r;
  const bx = place.x + pose.sway[0] * r * 0.5 + prng.range(-0.3, 0.3) * r;
  const light = prng.range(0, Math.PI);
  const skin = sampleSkin(prng);
  const skinAt = (x: number, y: number, size: number): Material => skinMaterial(prng, skin, x, y, size, light);
  const width = r * prng.range(0.7, 0.86);
  const cloth = shaded(samplePattern(prng, sampleColour(prng), variant), prng, r * 0.7, prng.range(0.1, 0.7));
  const hairColour = sampleHair(prng);
  const strands = createValueNoise(prng.next);
  const hairMaterial: Material = (x, y, _depth, out) => {
    const g = 0.75 + strands(((x * 25) / r) * 0.3, ((y * 6) / r) * 0.3) * 0.6;
    for (let i = 0; i < 3; i++) out[i] = (hairColour[i] ?? 0) * g;
  };
  const style = prng.pick(hairStyles[variant]);
  const fuzz = (shape: Shape, amount: number): Shape => {
    const noise = createValueNoise(prng.next);
    const f = prng.range(2, 6) / r;
    return rough(shape, (x, y) => (noise(x * f, y * f) - 0.5) * 2 * amount, amount);
  };
  const person = (shape: Shape, material: Material, softness = 1): void => {
    paint(canvas, shape, material, 'person', { softness });
  };
  const detail = (shape: Shape, material: Material, opacity = 1): void => {
    paint(canvas, shape, material, 'detail', { opacity });
  };

  const hairPlace: HairPlace = { x: hx, y: hy, r, width, hair: hairMaterial, cloth, fuzz, paint: person };

  // Hair behind the head.
  const hairSoft = prng.range(1, 2.5);
  const length = prng.range(1, 3.2);
  if (style === 'long') {
    person(fuzz(ellipse(hx, hy + r * 0.2, width * 1.3, r * 1.25), r * 0.06), hairMaterial, hairSoft);
    for (const side of [-1, 1]) {
      person(
        fuzz(
          capsule(
            hx + side * width * 0.9,
            hy,
            hx + side * width * prng.range(0.7, 1.3),
            hy + r * length,
            r * 0.42,
            r * 0.25,
          ),
          r * 0.06,
        ),
        hairMaterial,
        hairSoft,
      );
    }
  } else if (style === 'bob')
    person(fuzz(ellipse(hx, hy + r * 0.1, width * 1.4, r * 1.2), r * 0.05), hairMaterial, hairSoft);
  else if (style === 'afro')
    person(fuzz(ellipse(hx, hy - r * 0.25, width * 1.9, r * 1.4), r * 0.12), hairMaterial, hairSoft);
  else if (style === 'bun')
    person(fuzz(ellipse(hx + r * 0.1, hy - r * 1.2, r * 0.4, r * 0.36), r * 0.04), hairMaterial, hairSoft);
  else if (style === 'tail') {
    const side = prng.pick([-1, 1]);
    person(
      fuzz(capsule(hx + side * width, hy - r * 0.3, hx + side * width * 1.5, hy + r * 1.6, r * 0.2, r * 0.1), r * 0.05),
      hairMaterial,
      hairSoft,
    );
  } else if (style === 'curly') {
    for (let i = prng.integer(16, 34); i > 0; i--) {
      const a = prng.range(Math.PI * 0.85, Math.PI * 2.15);
      person(
        ellipse(
          hx + Math.cos(a) * width * 1.1,
          hy + Math.sin(a) * r * 0.95,
          r * prng.range(0.15, 0.34),
          r * prng.range(0.15, 0.34),
        ),
        hairMaterial,
        hairSoft,
      );
    }
  } else if (isTrainingHair(style)) paintTrainingHairBehind(prng, style, hairPlace);
  else if (style === 'hood') person(ellipse(hx, hy + r * 0.05, width * 1.45, r * 1.35), cloth);

  // Neck, body, arms.
  const shoulders = r * prng.range(1.7, 2.9);
  const top = hy + r * prng.range(1.25, 1.6);
  person(
    capsule(hx, hy + r * 0.5, bx + (hx - bx) * 0.4, top + r * 0.5, r * prng.range(0.38, 0.55)),
    skinAt(hx, hy + r * 1.8, r * 1.6),
  );
  const body = torso(bx, top + pose.sway[1] * r * 0.2, shoulders, r * prng.range(0.5, 1.3), prng.range(1.6, 3.4));
  person(body, cloth);
  const collar = ellipse(hx, top + r * 0.05, r * prng.range(0.42, 0.75), r * prng.range(0.2, 0.7));
  if (prng.chance(0.7)) detail(both(collar, body), skinAt(hx, hy + r * 1.6, r * 2));
  if (prng.chance(0.35))
    detail(
      both(box(bx, top + r * 2, r * prng.range(0.1, 0.5), r * 2), body),
      samplePattern(prng, sampleColour(prng), variant),
    );
  for (const side of [-1, 1]) {
    if (!prng.chance(0.75)) continue;
    const sx = bx + side * shoulders * 0.82;
    const sy = top + r * prng.range(0.6, 1.1);
    const ex = sx + side * r * prng.range(0.1, 1.1);
    const ey = sy + r * prng.range(1.2, 2.4);
    const thick = r * prng.range(0.34, 0.52);
    person(capsule(sx, sy, ex, ey, thick, thick * 0.85), cloth);
    const bare = prng.chance(0.35);
    const raised = prng.chance(0.25);
    const wx = raised ? ex + side * r * (0.3 + 0.5 * pose.wave) - side * r * 0.4 : ex - side * r * prng.range(0.4, 2.2);
    const wy = raised ? ey - r * prng.range(1.6, 2.6) : ey + r * prng.range(-0.6, 0.9);
    person(capsule(ex, ey, wx, wy, thick * 0.8, thick * 0.55), bare ? skinAt(ex, ey, r * 2) : cloth);
    paintHand(canvas, prng, wx, wy, Math.atan2(wy - ey, wx - ex), r, skinAt(wx, wy, r));
  }

  // Head.
  const face = skinAt(hx, hy, r);
  const tilt = pose.tilt + prng.range(-0.15, 0.15);
  for (const side of [-1, 1])
    if (prng.chance(0.6)) person(ellipse(hx + side * width * 0.98, hy + r * 0.05, r * 0.13, r * 0.22), face);
  const skull = ellipse(hx, hy - r * 0.12, width, r * 0.88, tilt);
  const jaw = ellipse(hx, hy + r * 0.3, width * prng.range(0.72, 0.95), r * prng.range(0.65, 0.8), tilt);
  person(skull, face);
  person(jaw, face);
  paintFace(canvas, prng, hx, hy, r, width, tilt, hairColour, pose.speak, detail);

  // Hair before the head.
  const head = ellipse(hx, hy - r * 0.16, width * 1.1, r * prng.range(0.92, 1.06), tilt);
  const line = ellipse(
    hx + width * prng.range(-0.3, 0.3),
    hy + r * prng.range(0.15, 0.45),
    width * prng.range(0.8, 1.05),
    r * prng.range(0.75, 1.05),
    tilt,
  );
  if (style === 'cap') {
    person(both(head, box(hx, hy - r * 0.95, width * 1.3, r * 0.62)), cloth);
    person(box(hx + r * 0.1, hy - r * 0.36, width * 1.15, r * 0.09, r * 0.08), cloth);
  } else if (style === 'mohawk')
    person(fuzz(ellipse(hx, hy - r * 0.9, r * 0.22, r * 0.6), r * 0.08), hairMaterial, hairSoft);
  else if (style !== 'bald' && style !== 'hood' && (!isTrainingHair(style) || hasHairline(style)))
    person(fuzz(without(head, line), r * 0.04), hairMaterial, hairSoft);
  if (isTrainingHair(style)) paintTrainingHairBefore(prng, style, hairPlace);
  if (prng.chance(0.14)) {
    const metal = solid(sampleColour(prng));
    const ring = without(
      ellipse(hx, hy - r * 0.05, width * 1.22, r * 1.1),
      ellipse(hx, hy - r * 0.05, width * 1.1, r * 1.0),
    );
    person(both(ring, box(hx, hy - r * 0.65, width * 1.4, r * 0.6)), metal);
    for (const side of [-1, 1]) person(box(hx + side * width * 1.1, hy + r * 0.05, r * 0.17, r * 0.3, r * 0.1), metal);
  }
}

function paintHand(
  canvas: SceneCanvas,
  prng: Prng,
  x: number,
  y: number,
  angle: number,
  r: number,
  material: Material,
): void {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  const px = x + c * r * 0.25;
  const py = y + s * r * 0.25;
  paint(canvas, ellipse(px, py, r * 0.36, r * 0.27, angle), material, 'person');
  const spread = prng.range(0, 0.35);
  const reach = r * prng.range(0.25, 0.55);
  for (let finger = -1.5; finger <= 1.5; finger++) {
    const a = angle + finger * spread;
    const ox = px - s * finger * r * 0.13 + c * r * 0.2;
    const oy = py + c * finger * r * 0.13 + s * r * 0.2;
    paint(
      canvas,
      capsule(ox, oy, ox + Math.cos(a) * reach, oy + Math.sin(a) * reach, r * 0.08, r * 0.06),
      material,
      'person',
    );
  }
}

function paintFace(
  _canvas: SceneCanvas,
  prng: Prng,
  hx: number,
  hy: number,
  r: number,
  width: number,
  tilt: number,
  hair: Rgb,
  speak: number,
  detail: (shape: Shape, material: Material, opacity?: number) => void,
): void {
  const look = prng.range(-0.2, 0.2) * width;
  const eye = solid([0.08, 0.06, 0.05]);
  const brow = solid([hair[0] * 0.7, hair[1] * 0.7, hair[2] * 0.7]);
  for (const side of [-1, 1]) {
    const ex = hx + look + side * width * 0.4;
    const ey = hy - r * 0.02 + side * tilt * r * 0.3;
    detail(ellipse(ex, ey, r * 0.15, r * 0.075), solid([0.9, 0.88, 0.86]), 0.9);
    detail(ellipse(ex + look * 0.15, ey, r * 0.07, r * 0.07), eye);
    detail(capsule(ex - r * 0.17, ey - r * 0.2, ex + r * 0.17, ey - r * 0.22, r * prng.range(0.025, 0.06)), brow, 0.85);
  }
  detail(ellipse(hx + look * 1.3, hy + r * 0.24, r * 0.1, r * 0.12), solid([0.35, 0.2, 0.15]), 0.22);
  if (prng.chance(0.25)) {
    const beard = ellipse(hx + look * 0.5, hy + r * 0.62, width * 0.75, r * 0.48);
    detail(without(beard, ellipse(hx + look, hy + r * 0.5, r * 0.24, r * 0.09)), brow, prng.range(0.4, 1));
  }
  detail(ellipse(hx + look, hy + r * 0.55, r * 0.25, r * (0.05 + 0.14 * speak)), solid([0.5, 0.15, 0.15]), 0.8);
  if (prng.chance(0.3)) {
    const frame = solid(prng.chance(0.7) ? [0.05, 0.05, 0.05] : sampleColour(prng));
    for (const side of [-1, 1]) {
      const ex = hx + look + side * width * 0.4;
      const lens = prng.chance(0.5) ? ellipse(ex, hy, r * 0.26, r * 0.22) : box(ex, hy, r * 0.25, r * 0.18, r * 0.06);
      detail({ box: lens.box, distance: (x, y) => Math.abs(lens.distance(x, y)) - r * 0.025 }, frame);
      if (prng.chance(0.3)) detail(lens, solid([0.9, 0.95, 1]), 0.25);
    }
  }
}
