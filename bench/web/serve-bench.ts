import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** A site of a benchmark on this machine. */
export interface BenchSite {
  readonly url: string;
  /** Bytes of the files asked for since the last call, without the clip, as a server that compresses by gzip would send them. */
  takeBytes(): number;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
};

/** Serves files from memory and counts what is downloaded. `index.html` is the bare address. */
export async function serveBench(files: ReadonlyMap<string, Uint8Array | string>): Promise<BenchSite> {
  let asked: string[] = [];
  const sizes = new Map<string, number>();
  // Only counted: unpacking would cost time that is measured.
  const compressed = (name: string) => {
    const size = sizes.get(name) ?? gzipSync(files.get(name) ?? '').length;
    sizes.set(name, size);
    return size;
  };
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://site').pathname.slice(1) || 'index.html';
    const body = files.get(name);
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const whole = Buffer.from(body);
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined || to === '' ? whole.length : Math.min(Number(to) + 1, whole.length);
    const part = whole.subarray(start, end);
    if (!name.endsWith('.mp4')) asked.push(name);
    response
      .writeHead(from === undefined ? 200 : 206, {
        'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream',
        'cache-control': 'no-store',
        'accept-ranges': 'bytes',
        ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end - 1}/${whole.length}` }),
      })
      .end(part);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    takeBytes() {
      const names = asked;
      asked = [];
      return names.reduce((sum, name) => sum + compressed(name), 0);
    },
    close: () =>
      new Promise(closed => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
