import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of `models/manifest.json` of this package: the nearest folder above this file that holds it, since sources
 * and built files lie at different depths.
 */
export function packageModelsManifest(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, 'models', 'manifest.json');
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) return join(dirname(fileURLToPath(import.meta.url)), 'models', 'manifest.json');
    folder = parent;
  }
}
