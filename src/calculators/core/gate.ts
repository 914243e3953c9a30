import { any, boolean, defineCalculator, option, optional, repeated, sameAs, sameCount } from '../../graph/index.ts';
import { passHeaders } from './ports.ts';

/**
 * Lets packets through or drops them. MediaPipe: gate_calculator.cc.
 *
 * A gate that a side packet closes for the whole run ends its streams with the first packet, so that nothing waits for them.
 */
export const gateCalculator = defineCalculator({
  name: 'GateCalculator',
  summary: 'Lets the packets of its untagged inputs through while it is told to, and drops them otherwise.',
  example: `
calculator: GateCalculator
input_stream: [frame, ALLOW:is_open]
output_stream: passed
`,
  inputs: {
    '': repeated(any, 'Packets to let through'),
    ALLOW: optional(boolean, 'Lets packets of this timestamp through when true'),
    DISALLOW: optional(boolean, 'Drops packets of this timestamp when true'),
  },
  outputs: {
    '': repeated(sameAs(''), 'What was let through'),
    STATE_CHANGE: optional(boolean, 'Sent when the gate opens (true) or closes (false)'),
  },
  sidePackets: {
    ALLOW: optional(boolean, 'Whether to let packets through in the whole run', { mustBeGiven: true }),
    DISALLOW: optional(boolean, 'Whether to drop packets in the whole run', { mustBeGiven: true }),
  },
  options: {
    empty_packets_as_allow: option.boolean({
      description: 'What an empty ALLOW or DISALLOW input means: let through (true) or drop (false)',
      default: false,
    }),
    initial_gate_state: option.choice(['GATE_UNINITIALIZED', 'GATE_ALLOW', 'GATE_DISALLOW'], {
      description: 'The state before the first decision, for STATE_CHANGE; uninitialised: that decision is no change',
      default: 'GATE_UNINITIALIZED',
    }),
    allow: option.boolean({
      description: 'Whether to let through when neither ALLOW nor DISALLOW is connected',
      default: false,
    }),
  },
  *check(view) {
    const sides = view.sidePackets('ALLOW') + view.sidePackets('DISALLOW');
    const streams = view.inputs('ALLOW') + view.inputs('DISALLOW');
    if (sides + streams > 1) yield 'More than one of ALLOW and DISALLOW is connected. Keep one.';
    yield* sameCount(view);
  },
  open(ctx) {
    const { options, sidePackets } = ctx;
    const initial = { GATE_UNINITIALIZED: undefined, GATE_ALLOW: true, GATE_DISALLOW: false };
    let last: boolean | undefined = initial[options.initial_gate_state];
    const ofRun = sidePackets.ALLOW ?? (sidePackets.DISALLOW === undefined ? undefined : !sidePackets.DISALLOW);
    const fixed = ofRun ?? options.allow;
    passHeaders(ctx.inputs[''], ctx.outputs['']);
    return {
      process(call) {
        const { inputs, outputs, inputTimestamp } = call;
        const { ALLOW, DISALLOW } = inputs;
        let allow = ALLOW === undefined && DISALLOW === undefined ? fixed : options.empty_packets_as_allow;
        if (ALLOW?.value !== undefined) allow = ALLOW.value;
        if (DISALLOW?.value !== undefined) allow = !DISALLOW.value;
        if (outputs.STATE_CHANGE !== undefined && last !== undefined && last !== allow) {
          outputs.STATE_CHANGE.emit(allow, inputTimestamp);
        }
        last = allow;
        if (!allow) {
          for (const input of inputs['']) if (!input.isEmpty) call.filter('gate closed');
          if (ofRun === false) for (const output of outputs['']) output.close();
          return;
        }
        for (const [i, input] of inputs[''].entries()) {
          if (!input.isEmpty) outputs[''][i]?.forward(input.packet);
        }
      },
    };
  },
});
