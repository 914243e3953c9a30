// Puts trained weights into the package: `node scripts/run-ts.mjs training/segmentation/train-ship.ts full=WEIGHTS
// light=WEIGHTS`, or one of the two, with files weights.ckpt of graphs/background/train.yaml. Writes models/segmentation
// and its entries in models/manifest.json.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { foldWeights } from '../../src/calculators/train/kernels/segmentation/fold-weights.ts';
import { segmentationNetwork } from '../../src/calculators/train/kernels/segmentation/network.ts';
import { decodeWeights } from '../../src/calculators/train/kernels/segmentation/weights-file.ts';
import { exportGraphModel } from '../../src/calculators/train/segmentation/export-graph-model.ts';
import { exportOnnx } from '../../src/calculators/train/segmentation/export-onnx.ts';

const sizes = [
  { name: 'full', width: 256, height: 144, margin: 0.25 },
  { name: 'light', width: 160, height: 96, margin: 0.25 },
];
const given = new Map(process.argv.slice(2).map(text => [text.split('=')[0], text.split('=')[1]]));
if (given.size === 0 || [...given.keys()].some(name => !sizes.some(size => size.name === name))) {
  console.error('ship: no weights are given. Give full=WEIGHTS, light=WEIGHTS or both.');
  process.exit(2);
}
interface Entry {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}

const network = segmentationNetwork();
const shipped: Entry[] = [];
for (const { name, margin, ...size } of sizes) {
  const weights = given.get(name);
  if (weights === undefined) continue;
  const folded = foldWeights(network, decodeWeights(await readFile(weights), weights), margin);
  const graph = exportGraphModel(network, folded, size);
  const write = async (place: string, contents: string | Uint8Array) => {
    const bytes = Buffer.from(contents);
    await mkdir(path.dirname(path.resolve('models', place)), { recursive: true });
    await writeFile(path.resolve('models', place), bytes);
    return { path: place, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  };
  const about = `person segmentation at ${size.width}x${size.height}, two channels of logits (background, person), trained by this project`;
  const common = { licence: 'Apache-2.0' };
  shipped.push(
    {
      name: `segmentation-${name}`,
      description: `${about} (tfjs, float16)`,
      ...common,
      files: [
        await write(`segmentation/${name}/model.json`, JSON.stringify(graph.model)),
        await write(`segmentation/${name}/weights.bin`, graph.weights),
      ],
    },
    {
      name: `segmentation-${name}-onnx`,
      description: `${about} (ONNX, float16 weights)`,
      ...common,
      files: [await write(`segmentation/${name}.onnx`, exportOnnx(network, folded, size))],
    },
  );
}
const manifestPath = path.resolve('models/manifest.json');
const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { models: Entry[] };
const known = new Set(manifest.models.map(one => one.name));
manifest.models = [
  ...manifest.models.map(one => shipped.find(other => other.name === one.name) ?? one),
  ...shipped.filter(one => !known.has(one.name)),
];
await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
