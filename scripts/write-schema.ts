/** Writes schema/graph.schema.json from the built-in calculators: `npm run schema`. */
import { writeFile } from 'node:fs/promises';
import { cliRegistry } from '../runtime-node/cli/cli-registry.ts';
import { graphSchema } from '../src/graph/index.ts';

await writeFile(
  new URL('../schema/graph.schema.json', import.meta.url),
  `${JSON.stringify(graphSchema(cliRegistry()), null, 1)}\n`,
);
