import { defineCalculator } from '../define-calculator.ts';
import { createGraph } from '../engine/create-graph.ts';
import type { Graph } from '../engine/graph.ts';
import { any } from '../packet-type.ts';
import { repeated } from '../port.ts';
import { Timestamp } from '../timestamp.ts';
import { tinyPlan } from './tiny-plan.ts';

/** One thing done to the node's inputs, which are called `a`, `b`, `c` …; after each the graph comes to rest. */
export type ProbeStep =
  | readonly ['add', stream: string, timestamp: Timestamp, value: unknown]
  | readonly ['bound', stream: string, timestamp: Timestamp]
  | readonly ['close', stream: string];

/** What a {@link probePolicy} node is made of. */
export interface Probe {
  readonly policy: string;
  readonly policyOptions?: Readonly<Record<string, unknown>>;
  /** The number of inputs. Default 2. */
  readonly inputs?: number;
  readonly processTimestampBounds?: boolean;
  readonly maxQueueSize?: number;
  /** Whether steps are done all at once, before the graph comes to rest. */
  readonly together?: boolean;
}

/**
 * Writes down what a node under an input policy sees: for each call `T: a b`, the input timestamp and each input's value,
 * `-` for none, `!` after the value of a finished input; and `close`.
 */
export async function probePolicy(probe: Probe, steps: readonly ProbeStep[]): Promise<readonly string[]> {
  const seen: string[] = [];
  const count = probe.inputs ?? 2;
  const names = Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i));
  const calculator = defineCalculator({
    name: 'ProbeCalculator',
    summary: 'Writes down its input sets.',
    inputs: { '': repeated(any, 'anything') },
    timestampOffset: null,
    processTimestampBounds: probe.processTimestampBounds === true,
    open: () => ({
      process(ctx) {
        const values = ctx.inputs[''].map(
          input => `${input.isEmpty ? '-' : String(input.value)}${input.isDone ? '!' : ''}`,
        );
        seen.push(`${shortTime(ctx.inputTimestamp)}: ${values.join(' ')}`);
      },
      close() {
        seen.push('close');
      },
    }),
  });
  const graph = createGraph(
    tinyPlan({
      inputs: names,
      maxQueueSize: probe.maxQueueSize ?? 100,
      nodes: [
        {
          calculator,
          name: 'probe',
          inputs: names,
          policy: probe.policy,
          ...(probe.policyOptions === undefined ? {} : { policyOptions: probe.policyOptions }),
        },
      ],
    }),
  );
  graph.start();
  await graph.idle();
  if (probe.together === true) graph.pause();
  for (const step of steps) {
    await apply(graph, step);
    if (probe.together !== true) await graph.idle();
  }
  graph.resume();
  await graph.idle();
  const calls = seen.slice();
  graph.closeAllInputs();
  await graph.done();
  return calls;
}

async function apply(graph: Graph, step: ProbeStep): Promise<void> {
  if (step[0] === 'add') await graph.add(step[1], step[3], step[2]);
  else if (step[0] === 'bound') graph.setBound(step[1], step[2]);
  else graph.closeInput(step[1]);
}

function shortTime(t: Timestamp): string {
  return Timestamp.format(t).replace('Timestamp.', '');
}
