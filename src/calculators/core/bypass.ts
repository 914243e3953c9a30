import { any, defineCalculator, option, type PortPlace, repeated, sameAs } from '../../graph/index.ts';

/** Stands in for a subgraph that is switched off. MediaPipe: bypass_calculator.cc. */
export const bypassCalculator = defineCalculator({
  name: 'BypassCalculator',
  summary:
    'Sends the named inputs on at the named outputs; its other outputs stay empty, and other inputs are ignored.',
  example: `
calculator: BypassCalculator
input_stream: [IMAGE:frame, LANDMARKS:landmarks]
output_stream: [IMAGE:frame_out, MASK:no_mask]
options: {pass_input_stream: IMAGE, pass_output_stream: IMAGE}
`,
  inputs: { '*': repeated(any, 'Packets of any type, under any tag') },
  outputs: { '*': repeated(any, 'Those of the inputs that are passed; others are empty') },
  sidePackets: { '*': repeated(any, 'Ignored') },
  options: {
    pass_input_stream: option.list(option.string({ description: 'TAG, TAG:index or :index', required: true }), {
      description: 'The inputs to send on',
      default: [],
    }),
    pass_output_stream: option.list(option.string({ description: 'TAG, TAG:index or :index', required: true }), {
      description: 'Where to send them, in the same order',
      default: [],
    }),
  },
  *check({ options: { pass_input_stream: from, pass_output_stream: to }, ports }) {
    if (from.length !== to.length) {
      yield `pass_input_stream names ${from.length} streams and pass_output_stream ${to.length}. Name as many of each.`;
    }
    for (const [side, field, names] of [
      ['inputs', 'pass_input_stream', from],
      ['outputs', 'pass_output_stream', to],
    ] as const) {
      for (const name of names) {
        if (ports[side].some(port => canonical(port) === canonical(name))) continue;
        yield ['INVALID_ARGUMENT', `${field} names ${name}, which is not connected. Connect it, or remove the name.`];
      }
    }
  },
  portType({ side, tag, index }, { options: { pass_input_stream: from, pass_output_stream: to } }) {
    const at = side === 'outputs' ? to.findIndex(name => canonical(name) === `${tag}:${index}`) : -1;
    const [source, place] = canonical(from[at] ?? '').split(':');
    return at < 0 ? undefined : sameAs(source ?? '', Number(place));
  },
  open({ connected, options }) {
    const find = (places: readonly PortPlace[], name: string): number =>
      places.findIndex(({ tag, index }) => canonical(`${tag}:${index}`) === canonical(name));
    const passed = options.pass_input_stream.map((name, i) => ({
      from: find(connected.inputs, name),
      to: find(connected.outputs, options.pass_output_stream[i] ?? ''),
    }));
    return {
      process(call) {
        const { inputs, outputs } = call;
        for (const [i, input] of inputs['*'].entries()) {
          if (!input.isEmpty && !passed.some(({ from }) => from === i)) call.filter('not passed on');
        }
        for (const { from, to } of passed) {
          const input = inputs['*'][from];
          if (input?.isEmpty === false) outputs['*'][to]?.forward(input.packet);
        }
      },
    };
  },
});

/** `TAG:index` for every way to write it: index 0 and an empty tag may be left out. */
function canonical(name: string): string {
  if (/^\d+$/.test(name)) return `:${name}`;
  const [tag = '', index = ''] = name.split(':');
  return `${tag}:${index === '' ? 0 : Number(index)}`;
}
