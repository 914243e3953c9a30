/**
 * Writes the validators of documents as code that needs no ajv and makes no code at run time: `npm run validators`.
 * `--check` writes nothing and exits 1 when the committed module is not what the schemas give.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { modelManifestSchema } from '../runtime-node/documents/model-manifest-schema.ts';
import { testFileSchema } from '../runtime-node/documents/test-file-schema.ts';

/** By exported name: the schema, and the type that a value has which fits it. */
const documents = {
  validateModelManifest: { schema: modelManifestSchema, type: 'ManifestDocument', from: './model-manifest-schema.ts' },
  validateTestFile: { schema: testFileSchema, type: 'TestFile', from: './test-file-schema.ts' },
};

const output = fileURLToPath(new URL('../runtime-node/documents/validators.ts', import.meta.url));
const text = await generate();
if (!process.argv.includes('--check')) await writeFile(output, text);
else if ((await readFile(output, 'utf8')) !== text) {
  console.error(`${output}: not what the schemas give. Run \`npm run validators\` and commit.`);
  process.exitCode = 1;
}

async function generate(): Promise<string> {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    useDefaults: true,
    strictTuples: false,
    code: { source: true, esm: true },
    keywords: ['errorMessage'],
  });
  for (const [name, { schema }] of Object.entries(documents)) ajv.addSchema(schema, name);
  const names = Object.keys(documents);
  const code = standalone.default(ajv, Object.fromEntries(names.map(name => [name, name])));
  // The few functions of ajv that the code calls become part of it.
  const bundle = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('..', import.meta.url)) },
    bundle: true,
    format: 'iife',
    globalName: 'made',
    target: 'es2022',
    minify: true,
    lineLimit: 120,
    write: false,
  });
  const types = Object.values(documents).map(({ type, from }) => `import type { ${type} } from '${from}';`);
  const exported = Object.entries(documents).flatMap(([name, { schema, type }]) => [
    `/** ${schema.title ?? name}: whether a document fits the schema. */`,
    `export const ${name}: DocumentValidator<${type}> = made.${name};`,
  ]);
  return [
    '// @ts-nocheck',
    '// Made by `npm run validators` from the schemas beside, with ajv. Do not edit.',
    "import type { DocumentValidator } from './document-validator.ts';",
    ...types,
    '',
    bundle.outputFiles[0]?.text.trim(),
    '',
    ...exported,
    '',
  ].join('\n');
}
