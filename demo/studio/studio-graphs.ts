import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { drawPlan } from '../../runtime-node/cli/drawing/draw-plan.ts';
import { layOut } from '../../runtime-node/cli/drawing/lay-out.ts';
import { svgMarkup } from '../../runtime-node/cli/drawing/svg-markup.ts';
import { type GraphFile, readGraphFile } from '../../runtime-node/index.ts';
import { videoFrameToImageCalculator } from '../../runtime-web/frames/video-frame-to-image.ts';
import { wrapSources } from '../../runtime-web/wrap-sources.ts';
import { builtinCalculators } from '../../src/calculators/index.ts';
import {
  createRegistry,
  GraphConfigError,
  type GraphPlan,
  planGraph,
  type Registry,
  toList,
} from '../../src/graph/index.ts';
import type { StudioDrawing, StudioGraph } from './studio-data.ts';

/** Services that a page has not: graphs that ask for them run in Node only. */
const NODE_ONLY = new Set(['media', 'files', 'backends', 'runner']);

/**
 * The graphs that the studio offers: every file below `graphs/` that takes one stream of pictures, gives pictures and runs
 * in a page, once for each picture that it gives. Read, checked and drawn as a page runs them: with importers, and limiters
 * for the camera.
 */
export async function studioGraphs(root: string): Promise<readonly StudioGraph[]> {
  const registry = createRegistry([...builtinCalculators, videoFrameToImageCalculator]);
  const folder = path.join(root, 'graphs');
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.yaml')).sort();
  const found = await Promise.all(names.map(name => graphsOf(folder, name, registry)));
  return found.flat();
}

async function graphsOf(folder: string, file: string, registry: Registry): Promise<readonly StudioGraph[]> {
  const main = path.join(folder, file);
  const read = await readGraphFile(main, { registry });
  const plan = planned(read, registry);
  const border = plan === undefined ? undefined : pictureBorder(plan);
  if (border === undefined) return [];
  const draw = (live: boolean): StudioDrawing => {
    const wrapped = wrapSources(read.graph.config, new Map([[border.input, { gives: 'frames', live }]]));
    const drawing = drawPlan(planGraph(wrapped.config, { registry, subgraphs: read.subgraphs }));
    const placed = layOut(drawing);
    return {
      markup: svgMarkup(placed),
      width: Math.ceil(placed.width),
      height: Math.ceil(placed.height),
      nodes: drawing.nodes.filter(node => node.kind === 'node').map(node => ({ id: node.id, name: node.name })),
    };
  };
  const subgraphs = await Promise.all(read.subgraphs.map(({ source }) => readFile(source.file, 'utf8')));
  const common = {
    file,
    subgraphs,
    options: Object.keys({ ...toList(read.graph.config.graph_options)[0], ...read.graph.config.options }),
    input: border.input,
    pictures: border.pictures,
    text: await readFile(main, 'utf8'),
    drawings: { live: draw(true), file: draw(false) },
  };
  const title = titleOf(read.graph.config.type ?? path.basename(file, '.yaml'));
  return border.outputs.map(shows => ({
    ...common,
    id: `${file.replace(/\.yaml$/, '')}:${shows}`,
    title: border.outputs.length === 1 ? title : `${title}: ${shows.replaceAll('_', ' ')}`,
    shows,
  }));
}

/** The checked graph; `undefined` for one that another part of the project checks and that is not whole by itself. */
function planned({ graph, subgraphs }: GraphFile, registry: Registry): GraphPlan | undefined {
  try {
    return planGraph(graph, { registry, subgraphs });
  } catch (error) {
    if (error instanceof GraphConfigError) return undefined;
    throw error;
  }
}

/** What a graph of pictures has at its border; `undefined` for others. */
function pictureBorder(
  plan: GraphPlan,
): { readonly input: string; readonly outputs: readonly string[]; readonly pictures: readonly string[] } | undefined {
  // On a GPU a picture may be a texture, too.
  const isPicture = ({ slot }: { readonly slot: number }) => isImage(plan.streams[slot]?.type.name);
  const [input, ...others] = plan.inputs;
  const outputs = plan.outputs.filter(isPicture).map(one => one.name);
  if (input === undefined || others.length > 0 || !isPicture(input) || outputs.length === 0) return undefined;
  const services = plan.nodes.flatMap(({ calculator }) => Object.values(calculator.services));
  if (services.some(one => NODE_ONLY.has('service' in one ? one.service.key : one.key))) return undefined;
  const sides = plan.inputSidePackets.map(({ name, slot }) => ({ name, side: plan.sidePackets[slot] }));
  if (sides.some(({ side }) => side?.required === true && !isImage(side.type.name))) return undefined;
  const pictures = sides.filter(({ side }) => isImage(side?.type.name)).map(({ name }) => name);
  return { input: input.name, outputs, pictures };
}

function isImage(type: string | undefined): boolean {
  return type?.split(' | ').includes('image') === true;
}

/** `BlurBackground` as people write it: `Blur background`. */
function titleOf(type: string): string {
  const words = type
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[-_]/g, ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
