import { defineCalculator, list, option, optional, required, text } from '../../../graph/index.ts';
import { trainingFilesService } from '../training-files.ts';
import { classFolders, classTable } from './class-folders.ts';
import { table } from './table.ts';
import { folderSource, unnamedSource } from './table-source.ts';

const PICTURE = /\.(jpe?g|png|webp)$/i;

/** Reads folders of pictures, one per class. */
export const imageFolderCalculator = defineCalculator({
  name: 'ImageFolderCalculator',
  summary:
    'Reads a folder that has one sub-folder of pictures (.jpg, .png, .webp) per class into a table: x, the pictures; y, the number of the class; class and file, its name and the path.',
  example: `
calculator: ImageFolderCalculator
output_side_packet: [TABLE:pictures, LABELS:labels]
options: {folder: data/fruit, width: 32, height: 32}
`,
  sidePackets: folderSource,
  outputSidePackets: {
    TABLE: required(table, 'One row per picture, by class and name'),
    LABELS: optional(list(text), 'The names of the classes, sorted: y is the place in it'),
  },
  options: {
    folder: option.string({ description: 'The folder, where no side packet names it' }),
    width: option.integer({ description: 'Pixels of a row', default: 32, minimum: 1 }),
    height: option.integer({ description: 'Rows of pixels', default: 32, minimum: 1 }),
    scale: option.choice(['zero_to_one', 'minus_one_to_one', 'bytes'], {
      description: 'The range of the pixels: v / 255, v / 127.5 - 1, or v',
      default: 'zero_to_one',
    }),
    gray: option.boolean({ description: 'One channel of luma (BT.601) in place of three', default: false }),
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
    const found = await classFolders(services.files, folder, PICTURE, 'pictures', where);
    const { width, height, gray, scale } = options;
    const channels = gray ? 1 : 3;
    const size = width * height * channels;
    const data = new Float32Array(found.examples.length * size);
    for (const [row, { file }] of found.examples.entries()) {
      const rgb = await services.files.readPicture(file, width, height);
      for (let i = 0; i < size; i++) {
        const value = gray ? luma(rgb, i * 3) : (rgb[i] ?? 0);
        data[row * size + i] = scale === 'bytes' ? value : scale === 'zero_to_one' ? value / 255 : value / 127.5 - 1;
      }
    }
    outputSidePackets.TABLE.set(classTable(found, { kind: 'number', data, shape: [height, width, channels] }));
    outputSidePackets.LABELS?.set(found.labels);
    return { process() {} };
  },
});

function luma(rgb: Uint8Array, at: number): number {
  return 0.299 * (rgb[at] ?? 0) + 0.587 * (rgb[at + 1] ?? 0) + 0.114 * (rgb[at + 2] ?? 0);
}
