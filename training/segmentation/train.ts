// Trains the segmentation network and exports it:
// `npm run train:segmentation -- [--smoke] [--out FOLDER] [--from CHECKPOINT_OR_MODEL_FOLDER] [--phase INDEX]`.
// Prints one JSON line per report; checkpoints and training-log.json go to the folder (default out/segmentation).
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { exportModels } from './export-models.ts';
import { readGraphModel } from './read-graph-model.ts';
import { type TrainingReport, type TrainingStart, trainSegmentation } from './train-segmentation.ts';
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

const phase = Number(values.phase);
const start: TrainingStart =
  values.from === undefined
    ? { phase }
    : values.from.endsWith('.ckpt')
      ? { phase, weights: (await readCheckpoint(values.from)).weights }
      : { phase, model: await readGraphModel(values.from) };
const started = performance.now();
const reports: (TrainingReport & { readonly seconds: number })[] = [];
await trainSegmentation(
  schedule,
  report => {
    const line = { seconds: Math.round((performance.now() - started) / 1000), ...report };
    reports.push(line);
    console.log(JSON.stringify(line));
  },
  async ({ name }, weights, step) => {
    await writeCheckpoint(path.join(values.out, `${name}.ckpt`), { phase: name, step, weights });
    await writeFile(path.join(values.out, 'training-log.json'), `${JSON.stringify({ schedule, reports }, null, 1)}\n`);
  },
  start,
);
const done = schedule.phases.slice(phase);
for (const size of new Map(done.map(one => [one.name, one])).values()) {
  await exportModels(path.join(values.out, `${size.name}.ckpt`), size, path.join(values.out, 'models'));
}
