import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MillraceError } from '../../src/graph/index.ts';

/**
 * Where the built worker program lies: beside this module in the package, above it in the bundle of the command line.
 *
 * @throws MillraceError NOT_FOUND when this module was bundled elsewhere, or runs as TypeScript.
 */
export function workerProgramUrl(): URL {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'runtime-node', 'executor', 'worker-program.js');
    if (existsSync(file)) return pathToFileURL(file);
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  throw new MillraceError(
    'NOT_FOUND',
    'worker program: does not lie where this module does, which a bundler may have moved. Name it as workerProgram: new URL(import.meta.resolve("millrace/node/worker")).',
  );
}
