/**
 * Writes the schemas that editors read, schema/*.schema.json: `npm run schema`. `--check` writes nothing and exits 1 when a
 * committed one is not what the calculators and formats give.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { cliRegistry } from '../runtime-node/cli/cli-registry.ts';
import { schemas } from '../runtime-node/documents/schemas.ts';

const registry = cliRegistry();
for (const [name, schema] of Object.entries(schemas)) {
  const url = new URL(`../schema/${name}.schema.json`, import.meta.url);
  const text = `${JSON.stringify(schema(registry), null, 1)}\n`;
  if (!process.argv.includes('--check')) await writeFile(url, text);
  else if ((await readFile(url, 'utf8')) !== text) {
    console.error(`${url.pathname}: not up to date. Run \`npm run schema\` and commit.`);
    process.exitCode = 1;
  }
}
