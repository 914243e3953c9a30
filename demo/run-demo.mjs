// `npm run demo [-- FOLDER]`: renders a short clip of a presenter with sound and its true masks, blurs and replaces the
// background by the graphs of graphs/background with the model that the project has trained, judges the masks against
// the truth, and lays frames of everything out on one sheet. Uses the command line as anyone would. Needs no network.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { contactSheet } from './contact-sheet.mjs';

const out = path.resolve(process.argv[2] ?? 'out/demo');
const cli = path.resolve(import.meta.dirname, '../dist/cli/millrace.js');
const graph = name => path.resolve(import.meta.dirname, '../graphs', name);
const file = name => path.join(out, name);
mkdirSync(out, { recursive: true });

/** Runs a graph by the command line and returns its summary. */
function run(name, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'run', graph(name), ...args, '--json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status === 0) return JSON.parse(stdout);
  console.error(stderr || stdout);
  process.exit(status ?? 1);
}

/** The value of the only packet of a JSON lines file. */
const onlyValue = name => JSON.parse(readFileSync(file(name), 'utf8').trim().split('\n').at(-1)).value;
const countOf = (summary, stream) => summary.outputs.find(one => one.stream === stream).packets;
const dropped = summary => summary.dropped.reduce((sum, one) => sum + one.packets, 0);

console.log('rendering a presenter clip (75 frames, 640x360, with sound) …');
run('demo/presenter-clip.yaml', '--output', `frames=${file('clip.mp4')}`, '--output', `masks=${file('masks.mp4')}`);
run('demo/room.yaml', '--output', `room=${file('room.png')}`);
const frames = ['--input', `frames=${file('clip.mp4')}`];

console.log('blurring and replacing its background …');
const blur = run('background/blur.yaml', ...frames, '--output', `composited=${file('blurred.mp4')}`);
const replaced = ['--side', `background=${file('room.png')}`, '--output', `composited=${file('replaced.mp4')}`];
const replace = run('background/replace.yaml', ...frames, ...replaced);

console.log('judging the masks against the true ones …');
run(
  'background/evaluate.yaml',
  ...frames,
  ...['--input', `truth=${file('masks.mp4')}`],
  ...['--output', `mean_iou=${file('mean-iou.jsonl')}`, '--output', `mean_f=${file('mean-f.jsonl')}`],
);
for (const name of ['clip', 'masks', 'blurred', 'replaced']) {
  run('demo/stills.yaml', '--input', `frames=${file(`${name}.mp4`)}`, '--output', `stills=${file(`${name}-####.png`)}`);
}
await contactSheet(out, ['clip', 'masks', 'blurred', 'replaced'], file('contact-sheet.png'));

const row = (name, summary, stream) =>
  console.log(
    `${name}  ${countOf(summary, stream)} frames, ${(countOf(summary, stream) / summary.seconds).toFixed(1)} frames/s from file to file, ${dropped(summary)} dropped`,
  );
console.log('');
row('blurred.mp4  ', blur, 'composited');
row('replaced.mp4 ', replace, 'composited');
console.log(
  `mean IoU ${onlyValue('mean-iou.jsonl').toFixed(4)}, mean boundary F ${onlyValue('mean-f.jsonl').toFixed(4)}`,
);
console.log(`everything is in ${path.relative(process.cwd(), out) || '.'}; look at contact-sheet.png`);
