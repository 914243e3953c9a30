import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readCheckpoint } from './checkpoint.ts';
import { exportGraphModel } from './export-graph-model.ts';
import { exportOnnx } from './export-onnx.ts';
import { foldWeights } from './fold-weights.ts';
import { segmentationNetwork } from './network.ts';

/** Writes a checkpoint as `<folder>/<name>/model.json` with `weights.bin`, and as `<folder>/<name>.onnx`. */
export async function exportModels(
  checkpoint: string,
  size: { readonly name: string; readonly width: number; readonly height: number },
  folder: string,
): Promise<void> {
  const network = segmentationNetwork();
  const { weights } = await readCheckpoint(checkpoint);
  const folded = foldWeights(network, weights);
  const target = path.join(folder, size.name);
  await mkdir(target, { recursive: true });
  const { model, weights: bytes } = exportGraphModel(network, folded, size);
  await writeFile(path.join(target, 'model.json'), JSON.stringify(model));
  await writeFile(path.join(target, 'weights.bin'), bytes);
  await writeFile(`${target}.onnx`, exportOnnx(network, folded, size));
}
