import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packWeights, unpackWeights, type WeightEntry, type Weights } from './weights.ts';

/** A point of training that evaluation and export can start from. */
export interface Checkpoint {
  readonly phase: string;
  /** Steps done in this phase. */
  readonly step: number;
  readonly weights: Weights;
}

interface Header {
  readonly phase: string;
  readonly step: number;
  readonly index: readonly WeightEntry[];
}

/** Writes a checkpoint beside its place and moves it there, so that a reader never sees half of one. */
export async function writeCheckpoint(file: string, checkpoint: Checkpoint): Promise<void> {
  const { index, data } = packWeights(checkpoint.weights);
  const header: Header = { phase: checkpoint.phase, step: checkpoint.step, index };
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, Buffer.concat([length, json, new Uint8Array(data.buffer)]));
  await rename(`${file}.partial`, file);
}

/** Reads what {@link writeCheckpoint} wrote. @throws Error for a file that is not a checkpoint. */
export async function readCheckpoint(file: string): Promise<Checkpoint> {
  const bytes = await readFile(file);
  const start = 4 + (bytes.length >= 4 ? bytes.readUInt32LE(0) : 0);
  if (bytes.length < start || start <= 4) {
    throw new Error(`${file}: is no checkpoint (${bytes.length} bytes). Give a file that train.ts wrote.`);
  }
  const header = JSON.parse(bytes.toString('utf8', 4, start)) as Header;
  const data = new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer);
  return { phase: header.phase, step: header.step, weights: unpackWeights(header.index, data) };
}
