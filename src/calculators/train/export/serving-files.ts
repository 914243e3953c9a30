import { type ServingFacts, servingGraph } from './serving-graph.ts';

/**
 * The graphs that answer with an exported model: `serve.yaml` takes rows; where the examples are pictures, `serve-pictures.yaml`
 * takes images of any size.
 */
export function servingFiles(
  facts: Omit<ServingFacts, 'takes'>,
): readonly (readonly [name: string, bytes: Uint8Array])[] {
  const text = (takes: ServingFacts['takes']): Uint8Array =>
    new TextEncoder().encode(servingGraph({ ...facts, takes }));
  const isPicture = facts.embedding?.shape.length === 3;
  return [['serve.yaml', text('rows')], ...(isPicture ? ([['serve-pictures.yaml', text('pictures')]] as const) : [])];
}
