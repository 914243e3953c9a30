import { any, boolean, defineCalculator, option, optional, repeated, sameAs } from '../../graph/index.ts';

/** Lets packets through or drops them. MediaPipe: gate_calculator.cc. */
export const gateCalculator = defineCalculator({
  name: 'GateCalculator',
  summary: 'Lets the packets of its untagged inputs through while it is told to, and drops them otherwise.',
  example: `
calculator: GateCalculator
input_stream: [frame, ALLOW:is_open]
output_stream: passed
`,
  inputs: {
    '': repeated(any, 'Packets to let through', { min: 1 }),
    ALLOW: optional(boolean, 'Lets packets of this timestamp through when true'),
    DISALLOW: optional(boolean, 'Drops packets of this timestamp when true'),
  },
  outputs: {
    '': repeated(sameAs(''), 'What was let through', { min: 1 }),
    STATE_CHANGE: optional(boolean, 'Sent when the gate opens (true) or closes (false)'),
  },
  sidePackets: {
    ALLOW: optional(boolean, 'Whether to let packets through in the whole run'),
    DISALLOW: optional(boolean, 'Whether to drop packets in the whole run'),
  },
  options: {
    empty_packets_as_allow: option.boolean({
      description: 'What an empty ALLOW or DISALLOW input means: let through (true) or drop (false)',
      default: false,
    }),
    initial_gate_state: option.integer({
      description: 'The state before the first packet, for STATE_CHANGE: 0 unset, 1 closed, 2 open',
      default: 0,
      minimum: 0,
      maximum: 2,
    }),
    allow: option.boolean({ description: 'Whether to let through when no input or side packet says so' }),
  },
  *check(view) {
    const sides = view.sidePackets('ALLOW') + view.sidePackets('DISALLOW');
    const streams = view.inputs('ALLOW') + view.inputs('DISALLOW');
    if (sides + streams > 1) yield 'More than one of ALLOW and DISALLOW is connected. Keep one.';
    if (sides + streams === 0 && view.options.allow === undefined) {
      yield 'Nothing tells when to let packets through. Connect ALLOW or DISALLOW, or set the option allow.';
    }
    if (view.inputs('') !== view.outputs('')) {
      yield `${view.inputs('')} untagged inputs and ${view.outputs('')} outputs are connected. Connect as many of each.`;
    }
  },
  open(ctx) {
    const { options, sidePackets } = ctx;
    let last: boolean | undefined = [undefined, false, true][options.initial_gate_state];
    const constant =
      sidePackets.ALLOW ?? (sidePackets.DISALLOW === undefined ? undefined : !sidePackets.DISALLOW) ?? options.allow;
    ctx.inputs[''].forEach((input, i) => {
      if (input.header !== undefined) ctx.outputs[''][i]?.setHeader(input.header);
    });
    return {
      process({ inputs, outputs, inputTimestamp }) {
        let allow = constant ?? options.empty_packets_as_allow;
        if (inputs.ALLOW?.value !== undefined) allow = inputs.ALLOW.value;
        if (inputs.DISALLOW?.value !== undefined) allow = !inputs.DISALLOW.value;
        if (outputs.STATE_CHANGE !== undefined && last !== undefined && last !== allow) {
          outputs.STATE_CHANGE.emit(allow, inputTimestamp);
        }
        last = allow;
        if (!allow) return;
        inputs[''].forEach((input, i) => {
          if (!input.isEmpty) outputs[''][i]?.forward(input.packet);
        });
      },
    };
  },
});
