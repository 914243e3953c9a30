// Compiles the AssemblyScript kernels to WebAssembly and writes the bytes as a module that needs no file system.
// `--check` writes nothing and exits 1 when the committed module is not what the sources give.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const kernels = new URL('../src/calculators/image/kernels/', import.meta.url);
const output = new URL('wasm/kernels-binary.ts', kernels);

/** The generated module's text. */
export async function buildKernels() {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [
      'index.as.ts',
      '--outFile',
      'kernels.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd,bulk-memory',
      '--importMemory',
      '--noExportMemory',
      '--initialMemory',
      '1',
      '--use',
      'abort=',
    ],
    {
      readFile: async (name, base) => {
        try {
          return await readFile(new URL(`assembly/${name}`, kernels), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => void files.set(name, contents),
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`build-kernels: ${error.message}\n${stderr.toString()}`);
  const text = Buffer.from(files.get('kernels.wasm')).toString('base64');
  return `// Made by \`node scripts/build-kernels.mjs\` from ../assembly. Do not edit.

/** The SIMD kernels as WebAssembly, base64. */
export const kernelsBinary =
  '${text}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await buildKernels();
  if (process.argv.includes('--check')) {
    if ((await readFile(output, 'utf8')) !== text) {
      console.error('kernels-binary.ts: not what the sources give. Run `node scripts/build-kernels.mjs` and commit.');
      process.exitCode = 1;
    }
  } else await writeFile(output, text);
}
