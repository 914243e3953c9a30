import type { BuildResult } from 'esbuild';

/** The entries of the package's own bundle. */
export const webEntries: Readonly<Record<string, string>>;

/** Writes a bundle for pages. */
export function bundleWeb(
  outdir: string,
  entries: Readonly<Record<string, string>>,
  options?: { readonly minify?: boolean },
): Promise<BuildResult<{ metafile: true }>>;

/** Copies the files that the code finds by address into a folder. */
export function copyAssets(folder: string): void;
