import { resolve } from 'node:path';
import { packageModelsManifest } from '../../engines/package-models.ts';
import { createModelCache, defaultCacheFolder } from '../../models/model-cache.ts';
import { type ManifestModel, readModelManifest } from '../../models/model-manifest.ts';
import { createModelStore, type ModelStore } from '../../models/model-store.ts';
import type { CliHost, ModelsFlags } from '../cli-host.ts';
import { ExitCode } from '../exit-code.ts';

async function openStore(options: ModelsFlags, host: CliHost): Promise<ModelStore> {
  const path = options.manifest === undefined ? packageModelsManifest() : resolve(host.cwd, options.manifest);
  return createModelStore(await readModelManifest(path), createModelCache(defaultCacheFolder()), line => {
    host.terminal.err(line);
  });
}

function chosen(store: ModelStore, names: readonly string[]): readonly ManifestModel[] {
  return names.length === 0 ? store.manifest.models : names.map(name => store.find(name));
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;

/** Lists the models of the manifest with their licence and whether they are on this machine. */
export async function modelsListCommand(options: ModelsFlags, host: CliHost): Promise<ExitCode> {
  const store = await openStore(options, host);
  const rows = await Promise.all(store.manifest.models.map(one => store.status(one)));
  if (options.json === true) {
    const models = rows.map(({ model, state, bytes }) => ({ ...model, state, bytes }));
    host.terminal.out(JSON.stringify({ ok: true, models }));
    return ExitCode.ok;
  }
  const width = Math.max(0, ...rows.map(row => row.model.name.length));
  for (const { model, state, bytes } of rows) {
    host.terminal.out(
      `${model.name.padEnd(width)}  ${state.padEnd(7)}  ${megabytes(bytes).padStart(9)}  ${model.licence}  ${model.description}`,
    );
  }
  if (rows.length === 0) host.terminal.err('The manifest lists no models.');
  return ExitCode.ok;
}

/** Brings models here and checks them. The first that fails ends it; what has arrived is kept. */
export async function modelsPullCommand(
  names: readonly string[],
  options: ModelsFlags & { readonly from?: string },
  host: CliHost,
): Promise<ExitCode> {
  const store = await openStore(options, host);
  const pulled: string[] = [];
  for (const model of chosen(store, names)) {
    await store.pull(model.name, {
      from: options.from === undefined ? undefined : resolve(host.cwd, options.from),
      onProgress: (file, received) => {
        host.terminal.status(
          `${model.name}: ${file.path} ${Math.floor((100 * received) / file.bytes)} % of ${megabytes(file.bytes)}`,
        );
      },
    });
    pulled.push(model.name);
    if (options.json !== true) host.terminal.out(`${model.name}: here and checked`);
  }
  if (options.json === true) host.terminal.out(JSON.stringify({ ok: true, pulled }));
  return ExitCode.ok;
}

/** Checks what is here. A damaged model is a failure, an absent one only when it was named. */
export async function modelsVerifyCommand(
  names: readonly string[],
  options: ModelsFlags,
  host: CliHost,
): Promise<ExitCode> {
  const store = await openStore(options, host);
  const rows = await Promise.all(chosen(store, names).map(one => store.status(one)));
  const isBad = (state: string): boolean =>
    state === 'damaged' || (names.length > 0 && (state === 'absent' || state === 'partial'));
  const ok = !rows.some(row => isBad(row.state));
  if (options.json === true) {
    host.terminal.out(JSON.stringify({ ok, models: rows.map(({ model, state }) => ({ name: model.name, state })) }));
  } else {
    for (const { model, state } of rows) host.terminal.out(`${model.name}: ${state}`);
  }
  return ok ? ExitCode.ok : ExitCode.failure;
}
