import { type ModelFiles, parseModel } from '../../src/calculators/tensor/index.ts';
import { ModelError } from '../../src/graph/index.ts';
import type { AssetLocator } from '../assets/shipped-assets.ts';
import { fetchBytes } from '../files/fetch-bytes.ts';
import { type AddressRules, pageAddress } from '../files/page-address.ts';
import type { PrepareProgress } from '../progress.ts';

/** From where a page reads models. */
export interface PageModelOptions extends AddressRules {
  readonly assets: AssetLocator;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: PrepareProgress) => void) | undefined;
}

/**
 * Makes the function that reads models by location:
 *
 * - `model:NAME`: a model of the manifest that ships with the package, checked by its SHA-256.
 * - an address that the page has given as a side packet, relative ones from the page on;
 *   `…/model.json#sha256=HEX,HEX` pins the main file and its weight files in order.
 * - a path below the folder of the graph file.
 *
 * @throws ModelError (from the function) for what is missing, damaged or not allowed.
 */
export function pageModelReader(options: PageModelOptions): (location: string) => Promise<ModelFiles> {
  return location => (location.startsWith('model:') ? readShipped(options, location) : readAddress(options, location));
}

interface ManifestFile {
  readonly path: string;
  readonly sha256: string;
}

async function readShipped(options: PageModelOptions, location: string): Promise<ModelFiles> {
  const files = await shippedFiles(options, location);
  const [main] = files;
  if (main === undefined) throw new ModelError(`${location}: has no files. Repair the manifest.`);
  const readFile = (file: ManifestFile) => {
    const address = options.assets(`models/${file.path}`);
    if (address === undefined) {
      throw new ModelError(
        `${location}: it does not ship with the package for pages. Fetch it, and give the address of its model.json as a side packet.`,
      );
    }
    return read(options, address, file.path, file.sha256);
  };
  const folder = main.path.slice(0, main.path.lastIndexOf('/') + 1);
  return parseModel({
    name: location,
    bytes: await readFile(main),
    readSibling: path => {
      const file = files.find(one => one.path === folder + path);
      if (file === undefined)
        throw new ModelError(`${location}: its weight file ${path} is not in the manifest. Add it.`);
      return readFile(file);
    },
  });
}

async function shippedFiles(options: PageModelOptions, location: string): Promise<readonly ManifestFile[]> {
  const address = options.assets('models/manifest.json');
  if (address === undefined)
    throw new ModelError(`${location}: there is no manifest of models. Give the model's address.`);
  const text = new TextDecoder().decode(await read(options, address, 'models/manifest.json'));
  let manifest: unknown;
  try {
    manifest = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`${location}: ${address.href} is no JSON. Check what the server answers, or set assetBase.`, {
      cause,
    });
  }
  const models = isRecord(manifest) && Array.isArray(manifest['models']) ? manifest['models'].filter(isRecord) : [];
  const name = location.slice('model:'.length);
  const model = models.find(one => one['name'] === name);
  if (model === undefined) {
    const names = models.map(one => String(one['name'])).join(', ');
    throw new ModelError(`${location}: there is no model of that name. The models: ${names}.`);
  }
  return (Array.isArray(model['files']) ? model['files'] : []).filter(isManifestFile);
}

async function readAddress(options: PageModelOptions, location: string): Promise<ModelFiles> {
  const [written = '', fragment = ''] = location.split('#', 2);
  const address = pageAddress(options, location, written);
  if (address === undefined) {
    throw new ModelError(
      options.trusted.has(location)
        ? `model ${location}: is no address. Give a URL, or a path of this site.`
        : `model ${written}: a graph file may not open connections. Give the address as a side packet, or use model:NAME.`,
    );
  }
  const sums = fragment.startsWith('sha256=') ? fragment.slice('sha256='.length).toLowerCase().split(',') : [];
  const wrong = sums.find(sum => !/^[0-9a-f]{64}$/.test(sum));
  if (wrong !== undefined) throw new ModelError(`model ${written}: the checksum "${wrong}" is not 64 hex digits.`);
  const queue = [...sums];
  const readUrl = (url: URL) =>
    read(options, url, url.pathname.slice(url.pathname.lastIndexOf('/') + 1), queue.shift());
  return parseModel({
    name: written,
    bytes: await readUrl(address),
    readSibling: path => readUrl(new URL(path, address)),
  });
}

function read(
  options: PageModelOptions,
  address: URL,
  name: string,
  sha256?: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const { signal, onProgress } = options;
  const error = (fact: string, cause: unknown) =>
    new ModelError(`model ${name}: ${fact}. Check that ${address.href} is served, or set assetBase.`, { cause });
  return fetchBytes(address, { name, sha256, signal, onProgress, error });
}

function isManifestFile(value: unknown): value is ManifestFile {
  return isRecord(value) && typeof value['path'] === 'string' && typeof value['sha256'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
