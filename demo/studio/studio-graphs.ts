import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { drawPlan } from '../../runtime-node/cli/drawing/draw-plan.ts';
import { layOut } from '../../runtime-node/cli/drawing/lay-out.ts';
import { svgMarkup } from '../../runtime-node/cli/drawing/svg-markup.ts';
import { readGraphFile } from '../../runtime-node/index.ts';
import { videoFrameToImageCalculator } from '../../runtime-web/frames/video-frame-to-image.ts';
import { wrapSources } from '../../runtime-web/wrap-sources.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { createRegistry, planGraph } from '../../src/graph/index.ts';
import type { StudioDrawing, StudioGraph } from './studio-data.ts';

/** The graphs that the studio offers: those that take pictures and give pictures, by their file below `graphs/`. */
const GRAPHS = [
  {
    id: 'blur',
    file: 'background/blur.yaml',
    title: 'Background blur',
    shows: 'composited',
    subgraphs: ['person-mask', 'segment'],
  },
  {
    id: 'replace',
    file: 'background/replace.yaml',
    title: 'Background replace',
    shows: 'composited',
    subgraphs: ['person-mask', 'segment'],
  },
  {
    id: 'mask',
    file: 'background/blur.yaml',
    title: 'Person mask',
    shows: 'mask',
    subgraphs: ['person-mask', 'segment'],
  },
] as const;

/** Reads, checks and draws the graphs of the studio as a page runs them: with importers, and limiters for the camera. */
export async function studioGraphs(root: string): Promise<readonly StudioGraph[]> {
  const registry = createRegistry([...builtinCalculators, videoFrameToImageCalculator]);
  return Promise.all(
    GRAPHS.map(async ({ id, file, title, shows, subgraphs }): Promise<StudioGraph> => {
      const main = path.join(root, 'graphs', file);
      const read = await readGraphFile(main, { registry });
      const draw = (live: boolean): StudioDrawing => {
        const wrapped = wrapSources(read.graph.config, new Map([['frames', { gives: 'frames', live }]]));
        const drawing = drawPlan(planGraph(wrapped.config, { registry, subgraphs: read.subgraphs }));
        const placed = layOut(drawing);
        return {
          markup: svgMarkup(placed),
          width: Math.ceil(placed.width),
          height: Math.ceil(placed.height),
          nodes: drawing.nodes.filter(node => node.kind === 'node').map(node => ({ id: node.id, name: node.name })),
        };
      };
      const sibling = (name: string) => readFile(path.join(path.dirname(main), `${name}.yaml`), 'utf8');
      return {
        id,
        title,
        shows,
        file,
        text: await readFile(main, 'utf8'),
        subgraphs: await Promise.all(subgraphs.map(sibling)),
        needsBackground: id === 'replace',
        drawings: { live: draw(true), file: draw(false) },
      };
    }),
  );
}
