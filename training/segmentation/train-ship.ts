// Puts trained weights into the package: `node scripts/run-ts.mjs training/segmentation/train-ship.ts full=CHECKPOINT
// light=CHECKPOINT`, or one of the two. Writes models/segmentation and its entries in models/manifest.json.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportModels } from './export-models.ts';

const sizes = [
  { name: 'full', width: 256, height: 144 },
  { name: 'light', width: 160, height: 96 },
];
const given = new Map(process.argv.slice(2).map(text => [text.split('=')[0], text.split('=')[1]]));
if (given.size === 0 || [...given.keys()].some(name => !sizes.some(size => size.name === name))) {
  console.error('ship: no checkpoint is given. Give full=CHECKPOINT, light=CHECKPOINT or both.');
  process.exit(2);
}
interface Entry {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly files: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
}

const manifestPath = path.resolve('models/manifest.json');
const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { models: Entry[] };

const entryOf = async (name: string) => {
  const bytes = await readFile(path.resolve('models', name));
  return { path: name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
};

const shipped: Entry[] = [];
for (const { name, width, height } of sizes) {
  const checkpoint = given.get(name);
  if (checkpoint === undefined) continue;
  await exportModels(checkpoint, { name, width, height }, path.resolve('models/segmentation'));
  const about = `person segmentation at ${width}x${height}, two channels of logits (background, person), trained by this project`;
  const common = { licence: 'Apache-2.0' };
  const files = [`segmentation/${name}/model.json`, `segmentation/${name}/weights.bin`];
  shipped.push(
    {
      name: `segmentation-${name}`,
      description: `${about} (tfjs, float16)`,
      ...common,
      files: await Promise.all(files.map(entryOf)),
    },
    {
      name: `segmentation-${name}-onnx`,
      description: `${about} (ONNX, float16 weights)`,
      ...common,
      files: [await entryOf(`segmentation/${name}.onnx`)],
    },
  );
}
const known = new Set(manifest.models.map(one => one.name));
manifest.models = [
  ...manifest.models.map(one => shipped.find(other => other.name === one.name) ?? one),
  ...shipped.filter(one => !known.has(one.name)),
];
await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
