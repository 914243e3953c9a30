import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ModelError } from '../../src/graph/index.ts';
import { isSha256 } from './sha256.ts';

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
 * @throws ModelError that names the file and the entry.
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
  const models = isRecord(json) && Array.isArray(json['models']) ? json['models'] : undefined;
  if (models === undefined) throw new ModelError(`${path}: has no list "models". Write {"models": []} for none.`);
  const read = models.map((entry, index) => model(`${path}: models[${index}]`, entry));
  const names = read.map(one => one.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ModelError(`${path}: lists the model "${twice}" twice. Rename one.`);
  return { folder: dirname(resolve(path)), models: read };
}

function model(where: string, entry: unknown): ManifestModel {
  const name = field(where, entry, 'name');
  const files = isRecord(entry) && Array.isArray(entry['files']) ? entry['files'] : [];
  if (!/^[\w.-]+$/.test(name))
    throw new ModelError(`${where}: the name ${JSON.stringify(name)} may hold letters, digits, "-", "_" and "." only.`);
  if (files.length === 0) throw new ModelError(`${where}: has no files. List the main file first.`);
  return {
    name,
    description: field(where, entry, 'description'),
    licence: field(where, entry, 'licence'),
    files: files.map((one, index) => file(`${where}.files[${index}]`, one)),
  };
}

function file(where: string, entry: unknown): ManifestFile {
  const path = field(where, entry, 'path');
  const sha256 = field(where, entry, 'sha256').toLowerCase();
  const bytes = isRecord(entry) ? entry['bytes'] : undefined;
  const url = isRecord(entry) && entry['url'] !== undefined ? field(where, entry, 'url') : undefined;
  if (path.split(/[/\\]/).some(part => part === '..' || part === '') || /[:\0]/.test(path)) {
    throw new ModelError(`${where}: the path ${JSON.stringify(path)} is not a plain relative path.`);
  }
  if (!isSha256(sha256)) throw new ModelError(`${where}: the sha256 is not 64 hex digits.`);
  if (typeof bytes !== 'number' || !Number.isSafeInteger(bytes) || bytes <= 0) {
    throw new ModelError(`${where}: bytes is not a positive whole number.`);
  }
  return { path, url, sha256, bytes };
}

function field(where: string, entry: unknown, name: string): string {
  const value = isRecord(entry) ? entry[name] : undefined;
  if (typeof value === 'string' && value !== '') return value;
  throw new ModelError(`${where}: has no text "${name}". Add it.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
