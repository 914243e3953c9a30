// Puts trained weights into the package: `node scripts/run-ts.mjs training/segmentation/train-ship.ts FULL LIGHT`, with
// the checkpoints of both sizes. Writes models/segmentation and its entries in models/manifest.json.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { exportModels } from './export-models.ts';

const [full, light] = process.argv.slice(2);
if (full === undefined || light === undefined) {
  console.error('ship: two checkpoints are needed. Give those of full and light.');
  process.exit(2);
}
const sizes = [
  { name: 'full', checkpoint: full, width: 256, height: 144 },
  { name: 'light', checkpoint: light, width: 160, height: 96 },
];
const manifestPath = path.resolve('models/manifest.json');
const manifest = JSON.parse(await readFile(manifestPath, 'utf8')) as { models: { name: string }[] };

const entryOf = async (name: string) => {
  const bytes = await readFile(path.resolve('models', name));
  return { path: name, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
};

const shipped = [];
for (const { name, checkpoint, width, height } of sizes) {
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
const names = new Set(shipped.map(one => one.name));
manifest.models = [...shipped, ...manifest.models.filter(one => !names.has(one.name))];
await writeFile(manifestPath, `${JSON.stringify(manifest, null, 2)}\n`);
