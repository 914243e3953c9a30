import {
  any,
  defineCalculator,
  type NodeStats,
  option,
  profileService,
  record,
  repeated,
  required,
} from '../../graph/index.ts';

/** Reports on the graph that it runs in. MediaPipe: graph_profile_calculator.cc. */
export const graphProfileCalculator = defineCalculator({
  name: 'GraphProfileCalculator',
  summary: 'Sends what the nodes of the graph have done so far: calls, times, queues and drops.',
  example: `
calculator: GraphProfileCalculator
input_stream: FRAME:frame
output_stream: PROFILE:profile
options: {profile_interval: 5000000}
`,
  inputs: { FRAME: repeated(any, 'Streams whose time goes on; their values are not looked at', { min: 1 }) },
  outputs: {
    PROFILE: required(
      record,
      '{calculator_profiles: [{name, calculator, open_runtime, close_runtime, process_runtime, input_streams, drops}]}, times in microseconds; the first also has {config}',
    ),
  },
  options: {
    profile_interval: option.integer({
      description: 'Microseconds of stream time between two profiles',
      default: 1_000_000,
      minimum: 0,
    }),
  },
  services: { graph: profileService },
  open({ options, services }) {
    let last: number | undefined;
    return {
      process({ outputs, inputTimestamp }) {
        if (last !== undefined && inputTimestamp - last < options.profile_interval) return;
        const { nodes } = services.graph.stats();
        const config = last === undefined ? { config: services.graph.plan.config } : {};
        outputs.PROFILE.emit({ ...config, calculator_profiles: nodes.map(profileOf) });
        last = inputTimestamp;
      },
    };
  },
});

function profileOf({ name, calculator, time, inputs, drops }: NodeStats): Readonly<Record<string, unknown>> {
  return {
    name,
    calculator,
    open_runtime: time?.open.total ?? 0,
    close_runtime: time?.close.total ?? 0,
    process_runtime: time?.process,
    input_streams: inputs.map(({ stream, added, dropped, queued, peak }) => ({ stream, added, dropped, queued, peak })),
    drops,
  };
}
