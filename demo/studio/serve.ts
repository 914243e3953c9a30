// `npm run web [-- PORT]`: the studio, a page that runs the graphs of graphs/ on a camera, the sample clip or a file of
// one's own, and shows what they do. Renders its sample clip (a presenter, made by graphs/demo) on first use.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageColours } from '../../runtime-node/cli/drawing/drawing-style.ts';
import { bundleWeb, copyAssets, webEntries } from '../../scripts/web/bundle-web.mjs';
import { studioGraphs } from './studio-graphs.ts';
import { serveStudio } from './studio-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = path.join(root, 'demo/studio');
const folder = path.join(root, 'out/web');

function render(graph: string, stream: string, file: string): void {
  const target = path.join(folder, file);
  if (existsSync(target)) return;
  console.log(`rendering ${file} (once) …`);
  const cli = path.join(root, 'dist/cli/millrace.js');
  const args = ['run', path.join(root, 'graphs/demo', graph), '--output', `${stream}=${target}`];
  const { status } = spawnSync(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0)
    console.error(`${file} could not be rendered; the studio works with a camera or a file of your own.`);
}

mkdirSync(folder, { recursive: true });
await bundleWeb(folder, { ...webEntries, studio: path.join(here, 'page/studio.ts') });
copyAssets(path.join(folder, 'assets'));
render('presenter-clip.yaml', 'frames', 'clip.mp4');
render('room.yaml', 'room', 'room.png');
const page = (name: string) => readFileSync(path.join(here, 'page', name), 'utf8');
const studio = await serveStudio(
  {
    folder,
    files: {
      'index.html': page('index.html'),
      'studio.css': page('studio.css'),
      'icon.svg': page('icon.svg'),
      'drawing.css': pageColours(),
      'graphs.json': JSON.stringify(await studioGraphs(root)),
    },
  },
  Number(process.argv[2] ?? 8321),
);
console.log(`Millrace studio: ${studio.url} (Ctrl-C ends it)`);
