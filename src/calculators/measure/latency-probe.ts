import { any, clockService, defineCalculator, number, required } from '../../graph/index.ts';

/**
 * Measures how long the graph works on each packet: from its START, or from the END of the packet before it if that came
 * later, to its END. Waiting in line for the packet before is not counted, so the figure also means something when a
 * file is read as fast as it goes.
 */
export const latencyProbeCalculator = defineCalculator({
  name: 'LatencyProbeCalculator',
  summary: 'Measures the time between a packet of START and the packet of END with the same timestamp.',
  example: `
calculator: LatencyProbeCalculator
input_stream: [START:frame, END:result]
output_stream: LATENCY_MS:latency_ms
`,
  inputs: {
    START: required(any, 'Where the work begins'),
    END: required(any, 'Where it ends'),
  },
  outputs: { LATENCY_MS: required(number, 'Milliseconds, at the time of the packet') },
  services: { clock: clockService },
  inputPolicy: 'ImmediateInputStreamHandler',
  timestampOffset: null,
  open({ services: { clock } }) {
    const started = new Map<number, number>();
    let lastEnd = Number.NEGATIVE_INFINITY;
    return {
      process({ inputs, outputs, inputTimestamp }) {
        if (!inputs.START.isEmpty) started.set(inputTimestamp, clock.now());
        if (inputs.END.isEmpty) return;
        const now = clock.now();
        const start = started.get(inputTimestamp);
        if (start !== undefined) outputs.LATENCY_MS.emit((now - Math.max(start, lastEnd)) / 1000);
        lastEnd = now;
        for (const time of started.keys()) if (time <= inputTimestamp) started.delete(time);
      },
    };
  },
});
