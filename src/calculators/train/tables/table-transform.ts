import { defineCalculator, MillraceError, option, optional, record, repeated } from '../../../graph/index.ts';
import { type Batch, batch } from '../batches/batch.ts';
import { type TrainingFiles, trainingFilesService } from '../training-files.ts';
import { applyTransform } from './apply-transform.ts';
import { fitTransform } from './fit-transform.ts';
import { type FittedTransform, fittedTransform } from './fitted-transform.ts';
import { table } from './table.ts';
import { tableFromRecords } from './table-from-records.ts';

/** Preprocessing that is learnt from the training rows alone. */
export const tableTransformCalculator = defineCalculator({
  name: 'TableTransformCalculator',
  summary:
    'Makes features x and targets y of rows. The first table fits the preprocessing (unless FITTED or fitted_file brings it), all tables and the rows of the stream go through it.',
  example: `
calculator: TableTransformCalculator
input_side_packet: [TABLE:0:train, TABLE:1:valid]
output_side_packet: [TABLE:0:train_xy, TABLE:1:valid_xy, FITTED:preprocess]
options:
  features:
    - {column: age, as: standardise}
    - {column: job, as: one_hot}
  target: {column: income, as: classes}
`,
  inputs: { ROW: optional(record, 'A row to be transformed, such as a question to a trained model') },
  outputs: { BATCH: optional(batch, 'The row as a batch of one, with its features') },
  sidePackets: {
    TABLE: repeated(table, 'Rows; the first table is what is fitted on'),
    FITTED: optional(fittedTransform, 'A preprocessing that was fitted before'),
  },
  outputSidePackets: {
    TABLE: repeated(table, 'The tables with x and y'),
    FITTED: optional(fittedTransform, 'The preprocessing, for the export'),
  },
  options: {
    features: option.list(
      option.object(
        {
          column: option.string({ description: 'The column', required: true }),
          as: option.choice(
            ['identity', 'log1p', 'standardise', 'min_max', 'one_hot', 'hash_text', 'hash_tf_idf', 'tf_idf'],
            {
              description: 'What its values become',
              default: 'identity',
            },
          ),
          size: option.integer({
            description: 'Numbers per text, of hash_text and hash_tf_idf',
            default: 4096,
            minimum: 1,
          }),
          ngrams: option.integer({ description: 'The longest run of words that counts', default: 1, minimum: 1 }),
        },
        { description: 'A step' },
      ),
      { description: 'What x is made of, in this order', default: [] },
    ),
    target: option.object(
      {
        column: option.string({ description: 'The column', required: true }),
        as: option.choice(['classes', 'one_hot', 'number'], {
          description:
            'The number of the class (0 or 1 for two), a distribution over the classes, or the number itself',
          default: 'classes',
        }),
        labels_file: option.string({
          description:
            'A preprocess.json of an earlier export, if there is one: its classes keep their numbers, new ones follow',
        }),
      },
      { description: 'What y is made of' },
    ),
    fitted_file: option.string({ description: 'A preprocess.json of an export: nothing is fitted' }),
  },
  services: { files: trainingFilesService },
  *check({ options, sidePackets, outputSidePackets, inputs, outputs }) {
    const given = sidePackets('FITTED') > 0 || options.fitted_file !== undefined;
    if (!given && sidePackets('TABLE') === 0)
      yield 'There is nothing to fit on. Connect TABLE, FITTED or set fitted_file.';
    if (!given && options.features.length === 0) yield 'No features are named. List them in the option features.';
    if (sidePackets('TABLE') !== outputSidePackets('TABLE')) {
      yield `${sidePackets('TABLE')} tables go in and ${outputSidePackets('TABLE')} come out. Connect as many of each.`;
    }
    if (inputs('ROW') !== outputs('BATCH')) yield 'ROW and BATCH belong together. Connect both or none.';
  },
  async open({ sidePackets, outputSidePackets, options, services, nodeName }) {
    const where = `node "${nodeName}"`;
    const [first] = sidePackets.TABLE;
    let fitted: FittedTransform;
    if (sidePackets.FITTED !== undefined) fitted = sidePackets.FITTED;
    else if (options.fitted_file !== undefined) {
      fitted = parseFitted(await services.files.readFile(options.fitted_file), `${where}, ${options.fitted_file}`);
    } else if (first !== undefined) {
      const known = await knownClasses(services.files, options.target?.labels_file, where);
      const target = options.target === undefined ? undefined : { ...options.target, known };
      fitted = fitTransform(first, options.features, target, where);
    } else throw new MillraceError('INVALID_ARGUMENT', `${where}: there is nothing to fit on. Connect TABLE.`);
    outputSidePackets.FITTED?.set(fitted);
    for (const [i, rows] of sidePackets.TABLE.entries()) {
      outputSidePackets.TABLE[i]?.set(applyTransform(fitted, rows, where));
    }
    return {
      process({ inputs, outputs, inputTimestamp }) {
        const row = inputs.ROW?.value;
        if (row === undefined) return;
        const rows = applyTransform(fitted, tableFromRecords([row], where), where);
        const one: Batch = { epoch: 0, step: inputTimestamp, last: false, table: rows, rows: [0], ids: [0] };
        outputs.BATCH?.emit(one);
      },
    };
  },
});

/** The classes of an earlier export; none where nothing was exported yet. */
async function knownClasses(
  files: TrainingFiles,
  file: string | undefined,
  where: string,
): Promise<readonly (string | number)[]> {
  if (file === undefined) return [];
  const at = file.lastIndexOf('/');
  const names = await files.list(at < 0 ? '.' : file.slice(0, at));
  if (!names.includes(file.slice(at + 1))) return [];
  return parseFitted(await files.readFile(file), `${where}, ${file}`).target?.classes ?? [];
}

function parseFitted(bytes: Uint8Array, where: string): FittedTransform {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    value = undefined;
  }
  if (!fittedTransform.is(value)) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: is no preprocessing. Give the preprocess.json of an export.`,
    );
  }
  return value;
}
