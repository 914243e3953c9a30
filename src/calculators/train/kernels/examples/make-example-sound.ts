import type { Generator } from '../chance/generator.ts';

/** What {@link makeExampleSound} can make. */
export const exampleSounds = ['clicks', 'noise', 'sweep', 'tone'] as const;

/** Makes a sound of any pitch, loudness and pace of its kind, over a little noise: samples in -1..1. */
export function makeExampleSound(
  kind: (typeof exampleSounds)[number],
  length: number,
  rate: number,
  generator: Generator,
): Float32Array {
  const between = (low: number, high: number): number => low + (high - low) * generator.uniform();
  const loudness = between(0.2, 0.7);
  const hertz = between(250, 900);
  const pace = between(6, 14);
  const rise = between(2, 4);
  let phase = 0;
  return Float32Array.from({ length }, (_, i) => {
    const part = i / length;
    const hiss = between(-0.01, 0.01);
    switch (kind) {
      case 'clicks': {
        const since = ((i / rate) * pace) % 1;
        return hiss + loudness * between(-1, 1) * Math.exp((-since * 250) / pace);
      }
      case 'noise':
        return hiss + loudness * between(-1, 1);
      case 'sweep':
        phase += (2 * Math.PI * hertz * rise ** part) / rate;
        return hiss + loudness * Math.sin(phase);
      case 'tone':
        phase += (2 * Math.PI * hertz) / rate;
        return hiss + loudness * (0.7 * Math.sin(phase) + 0.3 * Math.sin(2 * phase));
    }
  });
}
