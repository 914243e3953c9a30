/** Smooth noise in 0..1 over the plane. */
export type Noise = (x: number, y: number) => number;

const SIZE = 64;

/** Value noise: random lattice values, interpolated with smoothstep; repeats every 64 units. */
export function createValueNoise(random: () => number): Noise {
  const lattice = new Float32Array(SIZE * SIZE);
  for (let i = 0; i < lattice.length; i++) lattice[i] = random();
  const at = (x: number, y: number): number => lattice[(y & (SIZE - 1)) * SIZE + (x & (SIZE - 1))] ?? 0;
  return (x, y) => {
    const x0 = Math.floor(x);
    const y0 = Math.floor(y);
    const fx = x - x0;
    const fy = y - y0;
    const u = fx * fx * (3 - 2 * fx);
    const v = fy * fy * (3 - 2 * fy);
    const top = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * u;
    const bottom = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * u;
    return top + (bottom - top) * v;
  };
}

/** Several octaves of a noise, each twice as fine and half as strong; about 0..1. */
export function fractal(noise: Noise, octaves: number): Noise {
  return (x, y) => {
    let sum = 0;
    let weight = 0;
    for (let octave = 0, scale = 1, amplitude = 1; octave < octaves; octave++, scale *= 2, amplitude *= 0.5) {
      sum += noise(x * scale + octave * 17, y * scale + octave * 29) * amplitude;
      weight += amplitude;
    }
    return sum / weight;
  };
}
