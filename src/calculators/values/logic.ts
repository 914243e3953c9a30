import { boolean, defineCalculator, option, repeated, required } from '../../graph/index.ts';

const OPERATIONS: Readonly<Record<'AND' | 'OR' | 'XOR', (a: boolean, b: boolean) => boolean>> = {
  AND: (a, b) => a && b,
  OR: (a, b) => a || b,
  XOR: (a, b) => a !== b,
};

/** Joins truth values. MediaPipe: logic_calculator.cc. */
export const logicCalculator = defineCalculator({
  name: 'LogicCalculator',
  summary: 'Joins the truth values of streams, side packets and options by AND, OR or XOR.',
  example: `
calculator: LogicCalculator
input_stream: [has_face, is_open]
output_stream: show
options: {op: AND}
`,
  inputs: { '': repeated(boolean, 'Truth values; a missing packet is left out') },
  outputs: { '': required(boolean, 'The joined value') },
  sidePackets: { '': repeated(boolean, 'Truth values of the whole run') },
  options: {
    op: option.choice(['AND', 'OR', 'XOR'], { description: 'How values are joined', default: 'AND' }),
    negate: option.boolean({ description: 'Whether the result is negated', default: false }),
    input_value: option.list(option.boolean({ description: 'A truth value', required: true }), {
      description: 'Further truth values',
      default: [],
    }),
  },
  *check(view) {
    if (view.inputs('') + view.sidePackets('') + view.options.input_value.length === 0) {
      yield 'There is nothing to join. Connect a stream or a side packet, or set input_value.';
    }
  },
  open({ options, sidePackets }) {
    const fixed = [...sidePackets[''], ...options.input_value];
    const join = OPERATIONS[options.op];
    return {
      process({ inputs, outputs }) {
        const values = [...fixed, ...inputs[''].filter(input => !input.isEmpty).map(input => input.get())];
        if (values.length > 0) outputs[''].emit(values.reduce(join) !== options.negate);
      },
    };
  },
});
