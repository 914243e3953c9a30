import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** A site on this machine that tests open in a browser. */
export interface TestSite {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
};

/**
 * Serves files from memory on a free port of 127.0.0.1, which browsers count as a secure context.
 *
 * @param files - contents by path, without leading slash; `''` is what the bare address gives, as HTML.
 * @param headers - sent with every file, such as a `content-security-policy`.
 */
export async function serveSite(
  files: Readonly<Record<string, string | Uint8Array>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<TestSite> {
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://site').pathname).slice(1);
    const body = Object.hasOwn(files, name) ? files[name] : undefined;
    if (body === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(name === '' ? 'index.html' : name)] ?? 'application/octet-stream';
    const all = { 'content-type': type, 'accept-ranges': 'bytes', ...headers };
    // Readers of videos ask for parts.
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined) {
      response.writeHead(200, all).end(body);
      return;
    }
    const bytes = Buffer.from(body);
    const end = to === '' || to === undefined ? bytes.length : Math.min(Number(to) + 1, bytes.length);
    const part = bytes.subarray(Number(from), end);
    response
      .writeHead(206, { ...all, 'content-range': `bytes ${from}-${Math.max(0, end - 1)}/${bytes.length}` })
      .end(part);
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise(closed => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
