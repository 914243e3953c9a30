import { defineCalculator, list, MillraceError, option, optional, required, text } from '../../../graph/index.ts';
import { fitSound } from '../kernels/features/fit-sound.ts';
import { parseWav } from '../kernels/tables/parse-wav.ts';
import { trainingFilesService } from '../training-files.ts';
import { classFolders, classTable } from './class-folders.ts';
import { table } from './table.ts';
import { folderSource, unnamedSource } from './table-source.ts';

/** Reads folders of sounds, one per class. */
export const soundFolderCalculator = defineCalculator({
  name: 'SoundFolderCalculator',
  summary:
    'Reads a folder that has one sub-folder of WAV files per class into a table: x, the samples, mixed to one channel, at one rate and of one length; y, the number of the class; class and file, its name and the path.',
  example: `
calculator: SoundFolderCalculator
output_side_packet: [TABLE:sounds, LABELS:labels]
options: {folder: data/words, seconds: 1}
`,
  sidePackets: folderSource,
  outputSidePackets: {
    TABLE: required(table, 'One row per sound, by class and name'),
    LABELS: optional(list(text), 'The names of the classes, sorted: y is the place in it'),
  },
  options: {
    folder: option.string({ description: 'The folder, where no side packet names it' }),
    rate: option.integer({ description: 'Samples per second', default: 16000, minimum: 1 }),
    seconds: option.number({
      description: 'The length: the middle of a longer sound, a shorter one between silence',
      default: 1,
      exclusiveMinimum: 0,
    }),
  },
  services: { files: trainingFilesService },
  check: ({ options, sidePackets }) =>
    unnamedSource('folder', options.folder, sidePackets('FOLDER') + sidePackets('DEFAULT')),
  async open({ options, sidePackets, outputSidePackets, services, nodeName }) {
    const folder = sidePackets.FOLDER ?? options.folder;
    if (folder === undefined) {
      if (sidePackets.DEFAULT !== undefined) outputSidePackets.TABLE.set(sidePackets.DEFAULT);
      return { process() {} };
    }
    const where = `node "${nodeName}"`;
    const found = await classFolders(services.files, folder, /\.wave?$/i, 'WAV files', where);
    const length = Math.max(1, Math.round(options.rate * options.seconds));
    const data = new Float32Array(found.examples.length * length);
    for (const [row, { file }] of found.examples.entries()) {
      try {
        const sound = parseWav(await services.files.readFile(file));
        data.set(fitSound(sound.samples, sound.rate, options.rate, length), row * length);
      } catch (cause) {
        if (!(cause instanceof RangeError)) throw cause;
        throw new MillraceError('INVALID_ARGUMENT', `${where}: ${file}: ${cause.message}`, { cause });
      }
    }
    outputSidePackets.TABLE.set(classTable(found, { kind: 'number', data, shape: [length] }));
    outputSidePackets.LABELS?.set(found.labels);
    return { process() {} };
  },
});
