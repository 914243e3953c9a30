import { readFileSync } from 'node:fs';

/** graphs/background/blur.yaml, and the graphs that it names: their texts. Benchmarks run in the repository's root. */
export function blurGraph(): { readonly text: string; readonly subgraphs: readonly string[] } {
  const text = (name: string) => readFileSync(`graphs/background/${name}.yaml`, 'utf8');
  return { text: text('blur'), subgraphs: [text('person-mask'), text('segment')] };
}
