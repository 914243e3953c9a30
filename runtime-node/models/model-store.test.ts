import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/graph/index.ts';
import { createModelCache } from './model-cache.ts';
import { readModelManifest } from './model-manifest.ts';
import { createModelStore, type ModelStore } from './model-store.ts';
import { sha256 } from './sha256.ts';

const main = new TextEncoder().encode('{"format":"graph-model"}');
const weights = Uint8Array.from([1, 2, 3, 4]);

let folder: string;
let cacheFolder: string;
let requests: string[];
const server = createServer((request, response) => {
  requests.push(request.url ?? '');
  response.end(request.url === '/net.json' ? main : weights);
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-models-'));
  cacheFolder = join(folder, 'cache');
  requests = [];
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await rm(folder, { recursive: true });
});

async function store(options: { offline?: boolean; log?: string[] } = {}): Promise<ModelStore> {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const entry = (path: string, bytes: Uint8Array, url = true) => ({
    path,
    ...(url ? { url: `${base}/${path}` } : {}),
    sha256: sha256(bytes),
    bytes: bytes.length,
  });
  const models = [
    {
      name: 'net',
      description: 'A net',
      licence: 'Apache-2.0',
      files: [entry('net.json', main), entry('net.bin', weights)],
    },
    { name: 'ours', description: 'Shipped', licence: 'Apache-2.0', files: [entry('ours.onnx', weights, false)] },
  ];
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ models }));
  await writeFile(join(folder, 'ours.onnx'), weights);
  const cache = createModelCache(cacheFolder, { offline: options.offline === true });
  return createModelStore(await readModelManifest(join(folder, 'manifest.json')), cache, line =>
    options.log?.push(line),
  );
}

async function states(of: ModelStore): Promise<readonly string[]> {
  return Promise.all(of.manifest.models.map(async model => (await of.status(model)).state));
}

describe('a model store', () => {
  it('pulls once, then needs no network', async () => {
    const models = await store();
    expect(await states(models)).toEqual(['absent', 'shipped']);
    await models.pull('net');
    expect(requests).toEqual(['/net.json', '/net.bin']);
    expect(await states(models)).toEqual(['cached', 'shipped']);
    expect((await readdir(cacheFolder)).sort()).toEqual([sha256(main), sha256(weights)].sort());
    const offline = await store({ offline: true });
    await offline.pull('net');
    expect(requests).toHaveLength(2);
  });

  it('says so when it is offline and the file is not here', async () => {
    await expect((await store({ offline: true })).pull('net')).rejects.toThrow('this run is offline. Pull it first.');
    expect(requests).toEqual([]);
  });

  it('removes a corrupt entry and fetches it again', async () => {
    const models = await store();
    await models.pull('net');
    await writeFile(join(cacheFolder, sha256(main)), 'garbage');
    expect(await states(models)).toEqual(['partial', 'shipped']);
    await models.pull('net');
    expect(requests).toEqual(['/net.json', '/net.bin', '/net.json']);
  });

  it('pulls from a folder without network, and checks what is there', async () => {
    const usb = join(folder, 'usb');
    await mkdir(usb);
    await writeFile(join(usb, 'net.json'), main);
    await writeFile(join(usb, 'net.bin'), weights.slice(1));
    const models = await store();
    await expect(models.pull('net', { from: usb })).rejects.toThrow(
      /net\.bin: its SHA-256 is .* It is damaged or of another version/,
    );
    await writeFile(join(usb, 'net.bin'), weights);
    await models.pull('net', { from: usb });
    expect(await states(models)).toEqual(['cached', 'shipped']);
    await expect((await store()).pull('net', { from: join(folder, 'nowhere') })).resolves.toBeUndefined();
    expect(requests).toEqual([]);
  });

  it('notices a damaged shipped file', async () => {
    const models = await store();
    await writeFile(join(folder, 'ours.onnx'), 'garbage');
    expect(await states(models)).toEqual(['absent', 'damaged']);
    await expect(models.pull('ours')).rejects.toThrow('it is not used');
  });

  it('names the known models', async () => {
    const models = await store();
    expect(() => models.find('nett')).toThrow('model:nett: there is no such model. Models: net, ours.');
  });

  it('goes on in memory when the cache is a file', async () => {
    await writeFile(cacheFolder, '');
    const log: string[] = [];
    const models = await store({ log });
    const [file] = models.find('net').files;
    expect(file && (await models.read(file))).toEqual(main);
    expect(log.join()).toMatch(/cannot be written .* is kept in memory for this run/);
  });
});

describe('readModelManifest', () => {
  const manifest = (file: Record<string, unknown>) => ({
    models: [
      {
        name: 'a',
        description: 'b',
        licence: 'MIT',
        files: [{ path: 'x', sha256: 'a'.repeat(64), bytes: 1, ...file }],
      },
    ],
  });

  it.each(['x', 'a/b.json', './x', '..x/y', 'a..b', 'a/..b'])('takes the path %s', async path => {
    const file = join(folder, 'good.json');
    await writeFile(file, JSON.stringify(manifest({ path, sha256: 'A'.repeat(64) })));
    const [model] = (await readModelManifest(file)).models;
    expect(model?.files[0]).toEqual({ path, url: undefined, sha256: 'a'.repeat(64), bytes: 1 });
  });

  it('says all that is wrong at once', async () => {
    const file = join(folder, 'bad.json');
    await writeFile(file, JSON.stringify({ models: [{ name: 1, licence: '' }], model: [] }));
    const error: unknown = await readModelManifest(file).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ModelError);
    expect(error instanceof Error ? error.message.replaceAll(file, 'F').split('\n') : []).toEqual([
      'F: There is no field "model". Did you mean "models"? The fields: models.',
      'F, models[0]: has no "description". Add it.',
      'F, models[0]: has no "files". Add it.',
      'F, models[0].name: 1 may hold letters, digits, "-", "_" and "." only. Rename it.',
      'F, models[0].licence: "" is no text. Write what it is.',
    ]);
  });

  it.each<[unknown, string]>([
    ['{', 'is no readable JSON'],
    [{}, 'has no "models". Add it.'],
    [[], 'is no record. Write {"models": []} for none.'],
    [{ models: [{}] }, 'models[0]: has no "name". Add it.'],
    [{ models: [{ name: 'a/b' }] }, 'models[0].name: "a/b" may hold letters, digits'],
    [{ models: [{ name: 'a' }] }, 'models[0]: has no "files". Add it.'],
    [{ models: [{ name: 'a', files: [] }] }, 'models[0].files: It must NOT have fewer than 1 items.'],
    [manifest({ path: '../x' }), 'files[0].path: "../x" is not a plain relative path'],
    [manifest({ path: 'a/../../x' }), 'is not a plain relative path'],
    [manifest({ path: String.raw`a\..\x` }), 'is not a plain relative path'],
    [manifest({ path: 'C:/x' }), 'is not a plain relative path'],
    [manifest({ path: '/x' }), 'is not a plain relative path'],
    [manifest({ sha256: '0' }), 'not 64 hex digits'],
    [manifest({ bytes: undefined }), 'models[0].files[0]: has no "bytes". Add it.'],
    [manifest({ bytes: 0.5 }), 'files[0].bytes: 0.5 is not a positive whole number'],
    [manifest({ byte: 1 }), 'There is no field "byte". Did you mean "bytes"?'],
  ])('refuses %j', async (json, message) => {
    const path = join(folder, 'bad.json');
    await writeFile(path, typeof json === 'string' ? json : JSON.stringify(json));
    await expect(readModelManifest(path)).rejects.toThrow(message);
  });
});
