// Compiles the AssemblyScript kernels to WebAssembly and writes the bytes as modules that need no file system.
// `--check` writes nothing and exits 1 when a committed module is not what the sources give.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/** Each module: its folder, the main source in assembly/, the generated file in wasm/, its constant, what differs. */
const modules = [
  {
    folder: new URL('../src/calculators/image/kernels/', import.meta.url),
    source: 'index.as.ts',
    output: 'kernels-binary.ts',
    constant: 'kernelsBinary',
    what: 'The SIMD kernels',
    flags: ['--enable', 'simd,bulk-memory', '--importMemory', '--noExportMemory', '--initialMemory', '1'],
  },
  {
    folder: new URL('../src/calculators/train/kernels/segmentation/', import.meta.url),
    source: 'network.as.ts',
    output: 'network-binary.ts',
    constant: 'networkBinary',
    what: 'The kernels that train networks',
    flags: ['--enable', 'simd'],
  },
];

/** The generated modules: where each lies, and its text. */
export async function buildKernels() {
  return Promise.all(
    modules.map(async module => ({
      path: fileURLToPath(new URL(`wasm/${module.output}`, module.folder)),
      text: await compile(module),
    })),
  );
}

async function compile({ folder, source, constant, what, flags }) {
  const files = new Map();
  const { error, stderr } = await asc.main(
    [source, '--outFile', 'kernels.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', ...flags],
    {
      readFile: async (name, base) => {
        try {
          return await readFile(new URL(`assembly/${name}`, folder), 'utf8');
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

/** ${what} as WebAssembly, base64. */
export const ${constant} =
  '${text}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { path, text } of await buildKernels()) {
    if (!process.argv.includes('--check')) await writeFile(path, text);
    else if ((await readFile(path, 'utf8')) !== text) {
      console.error(`${path}: not what the sources give. Run \`node scripts/build-kernels.mjs\` and commit.`);
      process.exitCode = 1;
    }
  }
}
