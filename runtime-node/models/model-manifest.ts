import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ModelError } from '../../src/graph/index.ts';
import type { ManifestDocument } from '../documents/model-manifest-schema.ts';
import { readDocument } from '../documents/read-document.ts';
import { validateModelManifest } from '../documents/validators.ts';

/** One file of a listed model. */
export interface ManifestFile {
  /** Plain relative path: beside the manifest when there is no `url`, and what the model's weights are looked up by. */
  readonly path: string;
  /** Where it is pulled from; absent for a file that ships beside the manifest. */
  readonly url: string | undefined;
  readonly sha256: string;
  readonly bytes: number;
}

/** One listed model. */
export interface ManifestModel {
  /** What `model:NAME` refers to. */
  readonly name: string;
  readonly description: string;
  /** An SPDX identifier. */
  readonly licence: string;
  /** The main file first (`model.json` or `.onnx`), then its weights. */
  readonly files: readonly ManifestFile[];
}

/** The models that are known by name. */
export interface ModelManifest {
  /** The folder that files without a `url` stand in. */
  readonly folder: string;
  readonly models: readonly ManifestModel[];
}

/**
 * Reads a manifest: `{"models": [{name, description, licence, files: [{path, url, sha256, bytes}]}]}`.
 * @throws ModelError with a line for each entry that is wrong.
 */
export async function readModelManifest(path: string): Promise<ModelManifest> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ModelError(`${path}: is no readable JSON (${cause instanceof Error ? cause.message : String(cause)}).`, {
      cause,
    });
  }
  const { models } = readDocument(validateModelManifest, json, path, message => new ModelError(message));
  const names = models.map(one => one.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ModelError(`${path}: lists the model "${twice}" twice. Rename one.`);
  return { folder: dirname(resolve(path)), models: models.map(toModel) };
}

function toModel(entry: ManifestDocument['models'][number]): ManifestModel {
  return {
    ...entry,
    files: entry.files.map(({ url, sha256, ...file }) => ({ ...file, url, sha256: sha256.toLowerCase() })),
  };
}
