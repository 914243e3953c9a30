import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TfjsModelFiles } from '../../src/calculators/tensor/index.ts';
import { toGraphModel } from '../../test/fixtures/network/graph-model.ts';
import { tinyNetwork } from '../../test/fixtures/network/networks.ts';
import { createFileAccess, type FileAccessOptions } from '../file-access.ts';
import { createModelCache } from './model-cache.ts';
import { createModelReader } from './model-reader.ts';
import { createModelStore } from './model-store.ts';
import { sha256 } from './sha256.ts';

const net: TfjsModelFiles = toGraphModel(tinyNetwork(), 'net.json');
const json = new TextEncoder().encode(JSON.stringify(net.json));

let folder: string;
let base: string;
let requests: number;
const server = createServer((request, response) => {
  requests += 1;
  response.end(request.url === '/m/net.json' ? json : net.weights);
});
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-reader-'));
  base = join(folder, 'graphs');
  await mkdir(base);
  await writeFile(join(base, 'net.json'), json);
  await writeFile(join(base, 'net.bin'), net.weights);
  requests = 0;
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/m/net.json`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await rm(folder, { recursive: true });
});

function read(
  location: string,
  options: FileAccessOptions & { allowUnverifiedUrls?: boolean } = {},
  log: string[] = [],
) {
  const cache = createModelCache(join(folder, 'cache'));
  const files = [
    { path: 'net.json', url: undefined, sha256: sha256(json), bytes: json.length },
    { path: 'net.bin', url: undefined, sha256: sha256(net.weights), bytes: net.weights.length },
  ];
  const models = [{ name: 'net', description: '', licence: 'Apache-2.0', files }];
  const store = createModelStore({ folder: base, models }, cache);
  const access = createFileAccess({ base, roots: [base], ...options });
  const { allowUnverifiedUrls } = options;
  return createModelReader({ files: access, cache, store, allowUnverifiedUrls })(location, line => log.push(line));
}

describe('a model reader', () => {
  it('reads relative paths, file URLs and named models', async () => {
    expect(await read('net.json')).toEqual(net);
    const href = pathToFileURL(join(base, 'net.json')).href;
    expect(await read(href)).toEqual({ ...net, name: href });
    expect(await read('model:net')).toEqual({ ...net, name: 'model:net' });
  });

  it('stays inside its roots, links and weights included', async () => {
    const outside = join(folder, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'net.json'), json);
    await writeFile(join(outside, 'net.bin'), net.weights);
    await symlink(join(outside, 'net.json'), join(base, 'link.json'));
    await symlink(outside, join(base, 'folder'));
    for (const location of ['../outside/net.json', join(outside, 'net.json'), 'link.json', 'folder/net.json']) {
      await expect(read(location)).rejects.toThrow('lies outside the folders that the graph may read');
    }
    await rm(join(base, 'net.bin'));
    await symlink(join(outside, 'net.bin'), join(base, 'net.bin'));
    await expect(read('net.json')).rejects.toThrow('lies outside the folders');
    const trusted = join(outside, 'net.json');
    expect(await read(trusted, { trusted: new Set([trusted]) })).toEqual({ ...net, name: trusted });
    expect(await read('../outside/net.json', { roots: [folder] })).toMatchObject({ weights: net.weights });
  });

  it('reads the weights beside a model of a graph that may name plain relative paths only', async () => {
    expect(await read('net.json', { isPortable: true })).toEqual(net);
    await expect(read(join(base, 'net.json'), { isPortable: true })).rejects.toThrow('is absolute');
  });

  it('says what is missing', async () => {
    await expect(read('none.json')).rejects.toThrow(
      /^model none\.json: .*none\.json does not exist\. Check the path\.$/,
    );
    await rm(join(base, 'net.bin'));
    await expect(read('net.json')).rejects.toThrow(/net\.bin does not exist/);
    await expect(read('a\0b')).rejects.toThrow('has a NUL character');
  });

  it('opens no connection that the host has not asked for', async () => {
    await expect(read(url)).rejects.toThrow('a graph file may not open connections');
    expect(requests).toBe(0);
  });

  it('fetches a URL with its checksums once', async () => {
    const pinned = `${url}#sha256=${sha256(json)},${sha256(net.weights)}`;
    const trusted = new Set([pinned]);
    expect(await read(pinned, { trusted })).toEqual({ ...net, name: url });
    expect(await read(pinned, { trusted })).toEqual({ ...net, name: url });
    expect(requests).toBe(2);
  });

  it('wants a checksum for every file, and tells them when it may do without', async () => {
    await expect(read(url, { trusted: new Set([url]) })).rejects.toThrow('a URL needs a checksum');
    const half = `${url}#sha256=${sha256(json)}`;
    await expect(read(half, { trusted: new Set([half]) })).rejects.toThrow(/there is no checksum for .*net\.bin/);
    const log: string[] = [];
    expect(await read(url, { trusted: new Set([url]), allowUnverifiedUrls: true }, log)).toMatchObject({
      weights: net.weights,
    });
    expect(log.join()).toContain(`pin it as ${url}#sha256=${sha256(json)},${sha256(net.weights)}`);
  });
});
