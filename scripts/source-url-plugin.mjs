import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

/** An esbuild plugin for bundles that lie elsewhere: `import.meta.url` is still that of the source file. */
export const sourceUrlPlugin = {
  name: 'import-meta-url',
  setup(context) {
    context.onLoad({ filter: /\.(ts|mjs)$/ }, async args => {
      const source = await readFile(args.path, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      const url = JSON.stringify(pathToFileURL(args.path).href);
      return { contents: source.replaceAll('import.meta.url', url), loader: args.path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
