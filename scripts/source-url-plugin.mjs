import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** An esbuild plugin for bundles that lie elsewhere: `import.meta.url` and `import.meta.dirname` are still those of the source file. */
export const sourceUrlPlugin = {
  name: 'import-meta-url',
  setup(context) {
    context.onLoad({ filter: /\.(ts|mjs)$/ }, async args => {
      const source = await readFile(args.path, 'utf8');
      if (!/\bimport\.meta\.(url|dirname)\b/.test(source)) return undefined;
      const contents = source
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(args.path).href))
        .replaceAll('import.meta.dirname', JSON.stringify(path.dirname(args.path)));
      return { contents, loader: args.path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};
