import {
  defineCalculator,
  type Image,
  image,
  MillraceError,
  oneOf,
  option,
  optional,
  optionalService,
  record,
  repeated,
  text,
} from '../../../graph/index.ts';
import { columnWidth, readNumbers } from '../tables/read-column.ts';
import { type NumberColumn, type Table, table } from '../tables/table.ts';
import { tableFromRecords } from '../tables/table-from-records.ts';
import { trainingFilesService } from '../training-files.ts';
import { embedExample } from './embed-example.ts';
import { type Embedding, embedding } from './embedding.ts';
import { type FrozenNetwork, frozenNetworkService, modelLocation } from './frozen-network.ts';
import { pictureOf } from './picture-of.ts';

/** Turns examples into features, without learning. */
export const embedCalculator = defineCalculator({
  name: 'EmbedCalculator',
  summary:
    'Gives the features x of pictures, sounds and poses: by a frozen network where MODEL names one, else computed (oriented gradients and colours, log-mel statistics, normalised keypoints). Tables and the examples of the streams go through the same embedding, so that what is learnt on one holds for the other.',
  example: `
calculator: EmbedCalculator
input_side_packet: [TABLE:pictures, MODEL:model]
output_side_packet: [TABLE:embedded, EMBEDDING:embedding]
options: {as: picture}
`,
  inputs: {
    ROW: optional(record, 'An example: the column with its numbers'),
    IMAGE: optional(image, 'A picture: its middle is cut out and scaled to the size of the examples'),
  },
  outputs: { ROW: optional(record, 'The example with its features in x') },
  sidePackets: {
    TABLE: repeated(table, 'Examples'),
    MODEL: optional(oneOf(text, modelLocation), 'The frozen network: a path, a URL or model:NAME'),
  },
  outputSidePackets: {
    TABLE: repeated(table, 'The examples with their features in x'),
    EMBEDDING: optional(embedding, 'What was done, for the export'),
  },
  options: {
    as: option.choice(['picture', 'sound', 'pose', 'none'], {
      description: 'What is computed where no MODEL is given; none takes the numbers as they are',
      default: 'picture',
    }),
    column: option.string({ description: 'The column with the numbers of the examples', default: 'x' }),
    rate: option.integer({ description: 'Of sound: samples per second', default: 16000, minimum: 1 }),
    keypoint_size: option.integer({
      description: 'Of pose: numbers per keypoint, x, y and a score, or x and y',
      default: 3,
      minimum: 2,
      maximum: 3,
    }),
    smallest_score: option.number({ description: 'Of pose: points less sure are missing', default: 0.2 }),
    range: option.choice(['zero_to_one', 'minus_one_to_one', 'bytes'], {
      description: 'The range of values that the network of MODEL takes, for examples of 0..1',
      default: 'minus_one_to_one',
    }),
    embedding_file: option.string({ description: 'An embedding.json of an export, in place of the options above' }),
  },
  services: { files: trainingFilesService, networks: optionalService(frozenNetworkService) },
  *check({ sidePackets, outputSidePackets, inputs, outputs, options }) {
    if (sidePackets('TABLE') !== outputSidePackets('TABLE')) {
      yield `${sidePackets('TABLE')} tables go in and ${outputSidePackets('TABLE')} come out. Connect as many of each.`;
    }
    if (inputs('ROW') + inputs('IMAGE') !== outputs('ROW')) {
      yield 'ROW or IMAGE comes in where ROW goes out. Connect one of the two and ROW, or none.';
    }
    if (outputs('ROW') > 0 && sidePackets('TABLE') === 0 && options.embedding_file === undefined) {
      yield 'Nothing tells the size of an example. Connect TABLE, or set embedding_file.';
    }
  },
  async open(ctx) {
    const { sidePackets, outputSidePackets, options, services, nodeName } = ctx;
    const where = `node "${nodeName}"`;
    const file = options.embedding_file;
    const given =
      file === undefined ? undefined : parseEmbedding(await services.files.readFile(file), `${where}, ${file}`);
    const model = sidePackets.MODEL ?? given?.model ?? null;
    let network: FrozenNetwork | undefined;
    if (model !== null) {
      if (services.networks === undefined) {
        throw new MillraceError(
          'FAILED_PRECONDITION',
          `${where}: nothing here runs networks. Give createGraph an inference service, or no model.`,
        );
      }
      network = await services.networks.load({
        model,
        engine: 'auto',
        threads: 1,
        log: (level, message) => {
          ctx.log(level, message);
        },
      });
    }
    const settings = given ?? {
      as: model === null ? options.as : 'network',
      column: options.column,
      rate: options.rate,
      keypointSize: options.keypoint_size,
      smallestScore: options.smallest_score,
      range: options.range,
    };
    const first = sidePackets.TABLE[0];
    const shape = given?.shape ?? (first === undefined ? [] : readNumbers(first, settings.column, where).shape);
    const made: Embedding = { kind: 'millrace-embedding', version: 1, width: 0, ...settings, model, shape };
    let width = made.width;
    for (const [i, rows] of sidePackets.TABLE.entries()) {
      const done = await embedTable(made, network, rows, where);
      outputSidePackets.TABLE[i]?.set(done);
      width = columnWidth(readNumbers(done, 'x', where));
    }
    outputSidePackets.EMBEDDING?.set({ ...made, width });
    return {
      async process({ inputs, outputs }) {
        const row = inputs.ROW?.value ?? recordOf(inputs.IMAGE?.value);
        if (row === undefined) return;
        const rows = await embedTable(made, network, tableFromRecords([row], where), where);
        outputs.ROW?.emit({ ...row, x: Array.from(readNumbers(rows, 'x', where).data) });
      },
      async close() {
        await network?.dispose();
      },
    };

    function recordOf(picture: Image | undefined): Readonly<Record<string, unknown>> | undefined {
      return picture === undefined ? undefined : { [made.column]: Array.from(pictureOf(picture, made.shape, where)) };
    }
  },
});

/** A table with the features of its examples in x. */
async function embedTable(
  made: Embedding,
  network: FrozenNetwork | undefined,
  rows: Table,
  where: string,
): Promise<Table> {
  const column = readNumbers(rows, made.column, where);
  const size = columnWidth(column);
  const wanted = made.shape.reduce((product, one) => product * one, 1);
  if (size !== wanted) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: an example has ${size} numbers, those of the embedding [${made.shape.join(', ')}]. Load examples of one size.`,
    );
  }
  const features: Float32Array[] = [];
  for (let row = 0; row < rows.rows; row++) {
    const example = Float32Array.from(column.data.subarray(row * size, (row + 1) * size));
    features.push(await embedExample(made, network, example));
  }
  const width = features[0]?.length ?? 0;
  const data = new Float32Array(rows.rows * width);
  for (const [row, one] of features.entries()) data.set(one, row * width);
  const x: NumberColumn = { kind: 'number', data, shape: [width] };
  return { rows: rows.rows, columns: new Map(rows.columns).set('x', x) };
}

function parseEmbedding(bytes: Uint8Array, where: string): Embedding {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    value = undefined;
  }
  if (embedding.is(value)) return value;
  throw new MillraceError('INVALID_ARGUMENT', `${where}: is no embedding. Give the embedding.json of an export.`);
}
