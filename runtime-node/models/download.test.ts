import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelError } from '../../src/graph/index.ts';
import { download } from './download.ts';
import { sha256 } from './sha256.ts';

const content = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 31) % 251);
const hash = sha256(content);

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string;
let handler: Handler;
let asked: (string | undefined)[];
const server = createServer((request, response) => {
  asked.push(request.headers.range);
  handler(request, response);
});
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-download-'));
  asked = [];
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.bin`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await rm(folder, { recursive: true });
});

const whole: Handler = (_, response) => {
  response.writeHead(200, { 'content-length': content.length }).end(content);
};

/** Honours ranges. */
const ranged: Handler = (request, response) => {
  const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= content.length) {
    response.writeHead(416).end();
    return;
  }
  const rest = content.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  response.end(rest);
};

describe('download', () => {
  it('fetches, checks and reports progress', async () => {
    handler = whole;
    const seen: number[] = [];
    const bytes = await download({ url, sha256: hash, bytes: content.length, onProgress: n => seen.push(n) });
    expect(bytes).toEqual(content);
    expect(seen.at(-1)).toBe(content.length);
  });

  it('resumes where a broken download ended', async () => {
    const partial = join(folder, 'part');
    let hangUp = (): void => undefined;
    handler = (_, response) => {
      hangUp = () => response.destroy();
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 20_000));
    };
    const onProgress = (received: number): void => {
      if (received === 20_000) hangUp();
    };
    await expect(download({ url, sha256: hash, partial, onProgress })).rejects.toThrow(
      /the connection broke .* goes on where it ended/,
    );
    expect((await readFile(partial)).length).toBe(20_000);
    handler = ranged;
    expect(await download({ url, sha256: hash, partial })).toEqual(content);
    expect(asked).toEqual([undefined, 'bytes=20000-']);
    expect(existsSync(partial)).toBe(false);
  });

  it('starts again when the server refuses or ignores the range', async () => {
    const partial = join(folder, 'part');
    await writeFile(partial, content.subarray(0, 100));
    handler = whole;
    expect(await download({ url, sha256: hash, partial })).toEqual(content);
    await writeFile(partial, Buffer.concat([content, content]));
    handler = ranged;
    expect(await download({ url, sha256: hash, partial })).toEqual(content);
    expect(asked).toEqual(['bytes=100-', 'bytes=100000-', undefined]);
  });

  it('fetches once more from the start when what was kept was damaged', async () => {
    const partial = join(folder, 'part');
    await writeFile(partial, new Uint8Array(100));
    handler = ranged;
    expect(await download({ url, sha256: hash, partial })).toEqual(content);
    expect(asked).toEqual(['bytes=100-', undefined]);
  });

  it('refuses a wrong checksum and keeps nothing', async () => {
    const partial = join(folder, 'part');
    handler = whole;
    const wrong = 'ab'.repeat(32);
    await expect(download({ url, sha256: wrong, partial })).rejects.toThrow(
      `its SHA-256 is ${hash}, expected ${wrong}`,
    );
    expect(existsSync(partial)).toBe(false);
  });

  it.each<[string, Handler, RegExp]>([
    ['404', (_, r) => r.writeHead(404).end(), /answered 404 Not Found\. Check the address/],
    ['500', (_, r) => r.writeHead(500).end(), /answered 500/],
    [
      'an HTML page with status 200',
      (_, r) => r.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<!doctype html>'),
      /answered an HTML page with status 200, not a model/,
    ],
    [
      'more than expected',
      (_, r) => r.writeHead(200).end(Buffer.concat([content, content])),
      /sends more than the expected 50000 bytes/,
    ],
    ['less than expected', (_, r) => r.writeHead(200).end(content.subarray(1)), /holds 49999 bytes, expected 50000/],
    ['redirects without end', (_, r) => r.writeHead(302, { location: '/again' }).end(), /redirects more than 5 times/],
    [
      'a redirect to plain http elsewhere',
      (_, r) => r.writeHead(302, { location: 'http://models.example/m' }).end(),
      /by https: only/,
    ],
  ])('refuses %s', async (_, answer, message) => {
    handler = answer;
    const fetching = download({ url, sha256: hash, bytes: content.length });
    await expect(fetching).rejects.toThrow(message);
    await expect(fetching).rejects.toBeInstanceOf(ModelError);
  });

  it('follows redirects on its host, and to another host only with a checksum', async () => {
    handler = (request, response) => {
      if (request.url === '/model.bin') response.writeHead(302, { location: '/moved' }).end();
      else whole(request, response);
    };
    expect(await download({ url })).toEqual(content);
    const elsewhere = url.replace('127.0.0.1', 'localhost').replace('model.bin', 'x');
    handler = (_, response) => response.writeHead(302, { location: elsewhere }).end();
    await expect(download({ url })).rejects.toThrow(/redirects to another host \(localhost/);
  });

  it('gives up on a server that drips', async () => {
    handler = (_, response) => {
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 1));
    };
    await expect(download({ url, sha256: hash, stallMs: 30 })).rejects.toThrow('the server sends next to nothing');
  });

  it.each(['http://models.example/m.json', 'ftp://models.example/m', 'not a url'])(
    'refuses the address %s',
    async address => {
      await expect(download({ url: address })).rejects.toThrow(ModelError);
      expect(asked).toEqual([]);
    },
  );
});
