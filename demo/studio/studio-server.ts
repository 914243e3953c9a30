import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** What the studio serves. */
export interface StudioSite {
  /** A folder whose files are served by their path. */
  readonly folder: string;
  /** Contents by path, without leading slash. */
  readonly files: Readonly<Record<string, string>>;
}

/** A running studio. */
export interface StudioServer {
  readonly url: string;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.mp4': 'video/mp4',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src 'self' blob:; img-src 'self' blob:; media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * Serves the studio on 127.0.0.1 only. A request under another host name (a name that an attacker's page points here) or
 * from another origin is refused, and so is every method but GET and HEAD.
 */
export async function serveStudio(site: StudioSite, port = 0): Promise<StudioServer> {
  const server = createServer((request, response) => {
    answer(site, request, response).catch(() => refuse(response, 500));
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () =>
      new Promise(closed => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function answer(site: StudioSite, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const port = (request.socket.address() as AddressInfo).port;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = request.headers;
  const isForeign = origin !== undefined && !hosts.some(one => origin === `http://${one}`);
  if (!hosts.includes(host) || isForeign) {
    refuse(response, 403);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    refuse(response, 405);
    return;
  }
  const name = decodeURIComponent(new URL(request.url ?? '/', 'http://studio').pathname).slice(1) || 'index.html';
  const type = { ...HEADERS, 'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream' };
  const text = Object.hasOwn(site.files, name) ? site.files[name] : undefined;
  if (text !== undefined) {
    response.writeHead(200, type).end(request.method === 'HEAD' ? undefined : text);
    return;
  }
  const file = path.join(site.folder, name);
  const inside = path.relative(site.folder, file);
  const found =
    inside.startsWith('..') || path.isAbsolute(inside) ? undefined : await stat(file).catch(() => undefined);
  if (found?.isFile() === true) sendFile(file, found.size, request, response, type);
  else refuse(response, 404);
}

function refuse(response: ServerResponse, status: number): void {
  if (!response.headersSent) response.writeHead(status, HEADERS);
  response.end();
}

/** Whole, or the part that was asked for: readers of videos jump. */
function sendFile(
  file: string,
  size: number,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
): void {
  const [, from = '', to = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  const isPart = from !== '' && Number(from) < size;
  const start = isPart ? Number(from) : 0;
  const end = isPart && to !== '' ? Math.min(Number(to), size - 1) : size - 1;
  response.writeHead(isPart ? 206 : 200, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-length': Math.max(0, end - start + 1),
    ...(isPart ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
  });
  if (request.method === 'HEAD' || size === 0) response.end();
  else
    createReadStream(file, { start, end })
      .on('error', () => response.destroy())
      .pipe(response);
}
