import {
  defineCalculator,
  MillraceError,
  option,
  repeated,
  required,
  type Tensor,
  tensor,
} from '../../../graph/index.ts';
import { type Column, table } from './table.ts';

/** Makes a table of tensors that a program gives. */
export const tensorTableCalculator = defineCalculator({
  name: 'TensorTableCalculator',
  summary: 'Makes a table of tensors: each is a column, its first axis the rows. Numbers are copied, bytes are not.',
  example: `
calculator: TensorTableCalculator
input_side_packet: [TENSOR:0:pictures, TENSOR:1:labels]
output_side_packet: TABLE:digits
options: {columns: [x, y]}
`,
  sidePackets: { TENSOR: repeated(tensor, 'The columns', { min: 1 }) },
  outputSidePackets: { TABLE: required(table, 'The table') },
  options: {
    columns: option.list(option.string({ description: 'A name' }), {
      description: 'The names of the columns, in the order of the tensors',
      required: true,
    }),
  },
  *check({ options, sidePackets }) {
    if (options.columns.length !== sidePackets('TENSOR')) {
      yield `${sidePackets('TENSOR')} tensors and ${options.columns.length} columns are given. Name each tensor.`;
    }
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const tensors: readonly Tensor[] = sidePackets.TENSOR;
    const rows = tensors[0]?.shape[0] ?? 0;
    const columns = new Map<string, Column>();
    for (const [i, one] of tensors.entries()) {
      const name = options.columns[i] ?? '';
      if (one.shape[0] !== rows) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `node "${nodeName}": the tensor of column "${name}" has ${one.shape[0] ?? 0} rows, the first ${rows}. Give tensors of one length.`,
        );
      }
      const data = one.data instanceof Uint8Array ? one.data : Float32Array.from(one.data);
      columns.set(name, { kind: 'number', data, shape: one.shape.slice(1) });
    }
    outputSidePackets.TABLE.set({ rows, columns });
    return { process() {} };
  },
});
