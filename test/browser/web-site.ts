import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundleWeb, copyAssets, webEntries } from '../../scripts/web/bundle-web.mjs';
import { serveSite, type TestSite } from './serve-site.ts';

/** The policy that pages with the runtime must be able to have. */
export const STRICT_POLICY =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' blob:; media-src 'self' blob:";

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Bundles the web runtime with a page's program, as it ships, and serves both under {@link STRICT_POLICY}.
 *
 * @param program - the text of a TypeScript module; its imports are relative to the repository's root.
 * @param files - further files of the site by path.
 * @param body - the page's HTML.
 */
export async function serveWebPage(
  program: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  body = '<canvas></canvas>',
): Promise<TestSite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-web-'));
  try {
    const entry = path.join(folder, 'page.ts');
    const anchored = program.replaceAll(/(from|import) '\.\//g, `$1 '${ROOT}/`);
    await writeFile(entry, anchored);
    const out = path.join(folder, 'out');
    await bundleWeb(out, { ...webEntries, page: entry }, { minify: false });
    copyAssets(path.join(out, 'assets'));
    const site: Record<string, string | Uint8Array> = { ...files };
    for (const item of await readdir(out, { recursive: true, withFileTypes: true })) {
      if (!item.isFile()) continue;
      const file = path.join(item.parentPath, item.name);
      site[path.relative(out, file)] = await readFile(file);
    }
    site[''] = `<!doctype html><meta charset=utf-8><title>page</title>${body}<script type=module src=page.js></script>`;
    site['favicon.ico'] = new Uint8Array(0);
    return await serveSite(site, { 'content-security-policy': STRICT_POLICY });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
