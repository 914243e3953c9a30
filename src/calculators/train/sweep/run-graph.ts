import { any, defineCalculator, MillraceError, option, record, repeated, required } from '../../../graph/index.ts';
import { stopRequestService } from '../batches/stop-request.ts';
import { graphRunnerService } from './graph-runner.ts';

/** Runs a whole graph for each packet. */
export const runGraphCalculator = defineCalculator({
  name: 'RunGraphCalculator',
  summary:
    'Runs another graph of the folder from beginning to end for each settings packet, which become its options: sweeps, studies over seeds, trainings inside of trainings. RESULT is the settings together with the last records of the named output streams.',
  example: `
calculator: RunGraphCalculator
input_stream: SETTINGS:settings
input_side_packet: [SIDE:0:train, SIDE:1:test]
output_stream: RESULT:result
options: {graph: fit.yaml, side: [train, test], results: [metrics]}
`,
  inputs: { SETTINGS: required(record, 'Options of the graph by name') },
  outputs: { RESULT: required(record, 'The settings, and the figures that came of them') },
  sidePackets: { SIDE: repeated(any, 'Side packets of the graph, in the order of the option side') },
  options: {
    graph: option.string({ description: 'The graph file, in the folder of this one', required: true }),
    side: option.list(option.string({ description: 'A name' }), {
      description: 'What the graph calls the side packets, by index of SIDE',
      default: [],
    }),
    results: option.list(option.string({ description: 'A stream' }), {
      description: 'Output streams of records, whose last ones are the result',
      required: true,
    }),
    common: option.json({ description: 'A record of options for every run; settings take precedence', default: {} }),
  },
  services: { runner: graphRunnerService, stop: stopRequestService },
  *check({ options, sidePackets }) {
    if (options.side.length !== sidePackets('SIDE')) {
      yield `${sidePackets('SIDE')} side packets are connected, ${options.side.length} named. Name each by the option side.`;
    }
    if (!record.is(options.common)) yield 'The option common is no record. Write {NAME: VALUE}.';
  },
  async open({ options, sidePackets, services, nodeName }) {
    const graph = await services.runner.open(options.graph);
    const side = Object.fromEntries(options.side.map((name, i) => [name, sidePackets.SIDE[i]]));
    const isOver = (): boolean => services.stop.isRequested;
    return {
      async process(ctx) {
        const settings = ctx.inputs.SETTINGS.value;
        if (settings === undefined || isOver()) return;
        const found = await graph.run({
          options: { ...(options.common as Readonly<Record<string, unknown>>), ...settings },
          sidePackets: side,
          outputs: options.results,
          onStop: callback => ctx.onStop(callback),
        });
        // The figures of a run that was broken off would pass for those of a whole one.
        if (found === undefined || isOver()) return;
        const result: Record<string, unknown> = { ...settings };
        for (const [i, value] of found.entries()) {
          if (!record.is(value)) {
            throw new MillraceError(
              'FAILED_PRECONDITION',
              `node "${nodeName}": ${options.graph} sent no record on "${options.results[i] ?? ''}". Name a stream of records.`,
            );
          }
          Object.assign(result, value);
        }
        ctx.count('runs');
        ctx.log('info', JSON.stringify(result));
        ctx.outputs.RESULT.emit(result);
      },
    };
  },
});
