// Trains the segmentation network and exports it:
// `npm run train:segmentation -- [--smoke] [--out FOLDER] [--from CHECKPOINT --phase INDEX]`.
// Prints one JSON line per report; checkpoints and training-log.json go to the folder (default out/segmentation).
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { activateWasm } from './activate-wasm.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { exportModels } from './export-models.ts';
import { type TrainingReport, trainSegmentation } from './train-segmentation.ts';
import { shippedSchedule, smokeSchedule } from './training-schedule.ts';

const { values } = parseArgs({
  options: {
    smoke: { type: 'boolean', default: false },
    out: { type: 'string', default: 'out/segmentation' },
    from: { type: 'string' },
    phase: { type: 'string', default: '0' },
  },
});
const schedule = values.smoke ? smokeSchedule : shippedSchedule;
await mkdir(values.out, { recursive: true });
await activateWasm();

const start =
  values.from === undefined
    ? undefined
    : { weights: (await readCheckpoint(values.from)).weights, phase: Number(values.phase) };
const started = performance.now();
const reports: (TrainingReport & { readonly seconds: number })[] = [];
await trainSegmentation(
  schedule,
  report => {
    const line = { seconds: Math.round((performance.now() - started) / 1000), ...report };
    reports.push(line);
    console.log(JSON.stringify(line));
  },
  async (phase, weights, step) => {
    await writeCheckpoint(path.join(values.out, `${phase.name}.ckpt`), { phase: phase.name, step, weights });
    await writeFile(path.join(values.out, 'training-log.json'), `${JSON.stringify({ schedule, reports }, null, 1)}\n`);
  },
  start,
);
const done = schedule.phases.slice(start?.phase ?? 0);
for (const phase of new Map(done.map(one => [one.name, one])).values()) {
  await exportModels(path.join(values.out, `${phase.name}.ckpt`), phase, path.join(values.out, 'models'));
}
