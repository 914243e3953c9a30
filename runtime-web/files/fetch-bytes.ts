import { MillraceError } from '../../src/graph/index.ts';
import type { PrepareProgress } from '../progress.ts';

/** How {@link fetchBytes} fetches. */
export interface FetchOptions {
  /** What progress calls the file. */
  readonly name: string;
  /** 64 hex digits that the content must have. */
  readonly sha256?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Makes the error of a file that cannot be had. */
  readonly error: (fact: string, cause?: unknown) => MillraceError;
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
}

/**
 * Fetches a file, telling how far it is.
 *
 * A checksum can be computed in secure contexts only (https, localhost); elsewhere it is not checked.
 *
 * @throws what `error` makes when the server does not give the file, or gives another one; the signal's reason when aborted.
 */
export async function fetchBytes(address: URL, options: FetchOptions): Promise<Uint8Array<ArrayBuffer>> {
  const { name, sha256, signal, error: fail, onProgress } = options;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const inline = bytesOfDataUrl(address);
    if (inline !== undefined) return inline;
    const response = await fetch(address, signal === undefined ? {} : { signal });
    if (!response.ok) throw fail(`the server answered ${response.status} ${response.statusText}`.trimEnd());
    bytes = await readBody(response, (loaded, total) =>
      onProgress?.({ stage: 'fetch', name, loaded, ...(total === undefined ? {} : { total }) }),
    );
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof MillraceError) throw cause;
    throw fail(`it cannot be fetched (${cause instanceof Error ? cause.message : String(cause)})`, cause);
  }
  if (sha256 !== undefined && isSecureContext) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const found = Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('');
    if (found !== sha256) throw fail(`its checksum is ${found}, not ${sha256}: it is another file or was changed`);
  }
  return bytes;
}

/**
 * The content of a `data:` address, as bundlers write small files: without `fetch`, which a strict policy does not let at
 * them. It is part of the page's own code, so it has no checksum to fulfil.
 */
function bytesOfDataUrl({ protocol, pathname }: URL): Uint8Array<ArrayBuffer> | undefined {
  if (protocol !== 'data:') return undefined;
  const comma = pathname.indexOf(',');
  const content = decodeURIComponent(pathname.slice(comma + 1));
  if (!pathname.slice(0, comma).endsWith(';base64')) return new TextEncoder().encode(content);
  return Uint8Array.from(atob(content), one => one.charCodeAt(0));
}

async function readBody(
  response: Response,
  progress: (loaded: number, total: number | undefined) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const said = Number(response.headers.get('content-length') ?? Number.NaN);
  // Of a compressed answer the length is that of what crosses the network.
  const total = Number.isFinite(said) && response.headers.get('content-encoding') === null ? said : undefined;
  const parts: Uint8Array[] = [];
  let loaded = 0;
  if (response.body === null) return new Uint8Array(await response.arrayBuffer());
  const reader = response.body.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    parts.push(next.value);
    loaded += next.value.length;
    progress(loaded, total);
  }
  const bytes = new Uint8Array(loaded);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
