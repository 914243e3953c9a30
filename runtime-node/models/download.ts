import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { ModelError } from '../../src/graph/index.ts';
import { sha256 } from './sha256.ts';

/** What `download` fetches. */
export interface DownloadRequest {
  /** `https:`, or `http:` on this machine (localhost, 127.0.0.1, [::1]). */
  readonly url: string;
  /** What the content must hash to. Without it nothing vouches for the content, and redirects must stay on the host. */
  readonly sha256?: string | undefined;
  /** The size, when known: a longer answer is refused. */
  readonly bytes?: number | undefined;
  /** A file that keeps what has arrived, so that a broken download goes on where it ended. Removed in the end. */
  readonly partial?: string | undefined;
  /** Gives up when fewer than 1024 bytes have come in this time. Default 30,000 ms. */
  readonly stallMs?: number;
  /** Told of each piece that has arrived. */
  readonly onProgress?: ((received: number, total: number | undefined) => void) | undefined;
}

/** The largest model file, when its size is not known. */
const MAX_BYTES = 2 ** 30;
const MAX_REDIRECTS = 5;
const LEAST_BYTES_PER_WINDOW = 1024;

/**
 * Fetches a file and checks it before anybody uses it.
 *
 * An interrupted download is resumed by range where the server can; a server that cannot makes it start again. When a
 * resumed file has the wrong checksum, it is fetched once more from the start.
 *
 * @throws ModelError for a refused address, a status other than 2xx, an HTML page answered in place of the file, a
 * truncated, stalled or oversized answer, and a wrong checksum. After a broken connection what has arrived is kept.
 */
export async function download(request: DownloadRequest): Promise<Uint8Array<ArrayBuffer>> {
  const url = checkedUrl(request.url);
  let kept = await readPartial(request.partial);
  for (;;) {
    const { bytes, resumed } = await receive(request, url, kept);
    const wrong = check(request, bytes);
    if (request.partial !== undefined) await rm(request.partial, { force: true });
    if (wrong === undefined) return bytes;
    if (!resumed) throw new ModelError(wrong);
    kept = new Uint8Array(0);
  }
}

function check(request: DownloadRequest, bytes: Uint8Array): string | undefined {
  if (request.bytes !== undefined && bytes.length !== request.bytes) {
    return `${request.url}: holds ${bytes.length} bytes, expected ${request.bytes}. It has changed, or the manifest is wrong: do not use it.`;
  }
  if (request.sha256 === undefined) return undefined;
  const actual = sha256(bytes);
  if (actual === request.sha256) return undefined;
  return `${request.url}: its SHA-256 is ${actual}, expected ${request.sha256}. It has changed or was tampered with: it is not used.`;
}

function checkedUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new ModelError(`${text}: is no URL. Give an https: address.`, { cause });
  }
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && local)) return url;
  throw new ModelError(`${text}: models are fetched by https: only. Give an https: address or a file.`);
}

async function readPartial(path: string | undefined): Promise<Uint8Array<ArrayBuffer>> {
  if (path === undefined) return new Uint8Array(0);
  const size = await stat(path).then(
    found => found.size,
    () => 0,
  );
  return size > 0 && size < MAX_BYTES ? new Uint8Array(await readFile(path)) : new Uint8Array(0);
}

async function receive(
  request: DownloadRequest,
  url: URL,
  kept: Uint8Array<ArrayBuffer>,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; resumed: boolean }> {
  const controller = new AbortController();
  const watch = stallWatch(request.stallMs ?? 30_000, () => {
    controller.abort();
  });
  try {
    const response = await follow(request, url, kept.length, controller.signal);
    const from = resumePoint(response, kept.length);
    const limit = request.bytes ?? MAX_BYTES;
    const total = totalSize(response, from);
    const parts: Uint8Array[] = [kept.subarray(0, from)];
    let received = from;
    if (request.partial !== undefined && from === 0) await writeFile(request.partial, '');
    for await (const chunk of response.body ?? []) {
      if (!(chunk instanceof Uint8Array)) continue;
      watch.received(chunk.length);
      received += chunk.length;
      if (received > limit) {
        if (request.partial !== undefined) await rm(request.partial, { force: true });
        throw new ModelError(
          `${request.url}: sends more than the expected ${limit} bytes. It has changed: it is not used.`,
        );
      }
      parts.push(chunk);
      if (request.partial !== undefined) await appendFile(request.partial, chunk);
      request.onProgress?.(received, total);
    }
    if (total !== undefined && received < total) throw new Error(`${received} of ${total} bytes`);
    return { bytes: new Uint8Array(Buffer.concat(parts)), resumed: from > 0 };
  } catch (cause) {
    if (cause instanceof ModelError || isFileError(cause)) throw cause;
    const fact = watch.stalled ? 'the server sends next to nothing' : `the connection broke (${deepMessage(cause)})`;
    throw new ModelError(
      `${request.url}: ${fact}. Run it again${request.partial === undefined ? '' : ': it goes on where it ended'}.`,
      {
        cause,
      },
    );
  } finally {
    watch.stop();
  }
}

/** Asks, following redirects by hand: each step must be an allowed address. */
async function follow(request: DownloadRequest, url: URL, from: number, signal: AbortSignal): Promise<Response> {
  let at = url;
  let start = from;
  for (let step = 0; step <= MAX_REDIRECTS; step++) {
    // identity: a compressed transfer has other byte positions than the file.
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (start > 0) headers['range'] = `bytes=${start}-`;
    const response = await fetch(at, { headers, redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status >= 300 && response.status < 400 && location !== null) {
      await response.body?.cancel();
      const next = checkedUrl(new URL(location, at).href);
      if (request.sha256 === undefined && next.origin !== url.origin) {
        throw new ModelError(
          `${request.url}: redirects to another host (${next.host}). Give its checksum or the final address.`,
        );
      }
      at = next;
    } else if (response.status === 416 && start > 0) {
      await response.body?.cancel();
      start = 0;
    } else if (response.ok) {
      return await refuseHtml(request, response);
    } else {
      await response.body?.cancel();
      throw new ModelError(
        `${request.url}: the server answered ${response.status} ${response.statusText}. Check the address.`,
      );
    }
  }
  throw new ModelError(`${request.url}: redirects more than ${MAX_REDIRECTS} times. Give the final address.`);
}

async function refuseHtml(request: DownloadRequest, response: Response): Promise<Response> {
  const type = response.headers.get('content-type') ?? '';
  if (!type.includes('text/html')) return response;
  await response.body?.cancel();
  throw new ModelError(
    `${request.url}: the server answered an HTML page with status ${response.status}, not a model. The address is wrong or asks for a login.`,
  );
}

/** How much of what was kept is still good. */
function resumePoint(response: Response, kept: number): number {
  const range = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '');
  return response.status === 206 && range?.[1] === String(kept) ? kept : 0;
}

function totalSize(response: Response, from: number): number | undefined {
  const length = response.headers.get('content-length');
  return length === null ? undefined : from + Number(length);
}

interface StallWatch {
  received(bytes: number): void;
  stop(): void;
  readonly stalled: boolean;
}

/** Aborts when a window of time brings too little, a server that drips one byte at a time included. */
function stallWatch(windowMs: number, abort: () => void): StallWatch {
  let inWindow = 0;
  let stalled = false;
  const timer = setInterval(() => {
    if (inWindow >= LEAST_BYTES_PER_WINDOW) {
      inWindow = 0;
      return;
    }
    stalled = true;
    abort();
  }, windowMs);
  return {
    received(bytes) {
      inWindow += bytes;
    },
    stop() {
      clearInterval(timer);
    },
    get stalled() {
      return stalled;
    },
  };
}

/** Errors of the file system pass through: the caller may go on without a file. */
function isFileError(cause: unknown): boolean {
  return cause instanceof Error && 'syscall' in cause && 'path' in cause;
}

/** fetch says "fetch failed" and hides why in its cause. */
function deepMessage(error: unknown): string {
  let at = error;
  while (at instanceof Error && at.cause instanceof Error) at = at.cause;
  return at instanceof Error ? at.message : String(at);
}
