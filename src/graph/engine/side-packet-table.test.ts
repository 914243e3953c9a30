import { describe, expect, it } from 'vitest';
import { STOP } from '../calculator.ts';
import { planGraph } from '../config/check-graph.ts';
import { defineCalculator } from '../define-calculator.ts';
import { integer } from '../packet-types/plain.ts';
import { optional, required } from '../port.ts';
import { createRegistry } from '../registry.ts';
import { countedBox } from '../testing/counted-box.ts';
import { tinyPlan } from '../testing/tiny-plan.ts';
import { createGraph } from './create-graph.ts';

const boxes = defineCalculator({
  name: 'BoxesCalculator',
  summary: 'Sends one box.',
  outputs: { '': required(countedBox, 'a box') },
  open: () => ({
    process({ outputs }) {
      outputs[''].emit({ id: 0, released: 0 }, 0);
      return STOP;
    },
  }),
});

const toSide = defineCalculator({
  name: 'ToSideCalculator',
  summary: 'Sets a side packet to the packet of a stream.',
  inputs: { '': required(countedBox, 'a box') },
  outputSidePackets: { '': required(countedBox, 'it') },
  open: () => ({
    process({ inputs, outputSidePackets }) {
      outputSidePackets[''].set(inputs[''].get());
    },
  }),
});

/** A graph whose last node looks at a side packet in each of its calls: how often it was released until then. */
function graphWith(look: (released: number) => void) {
  const reader = defineCalculator({
    name: 'ReaderCalculator',
    summary: 'Reads a side packet.',
    sidePackets: { '': required(countedBox, 'a box') },
    outputs: { '': required(integer, 'times') },
    open({ sidePackets }) {
      let calls = 0;
      return {
        process({ outputs }) {
          look(sidePackets[''].released);
          outputs[''].emit(calls, calls);
          calls += 1;
          return calls === 3 ? STOP : undefined;
        },
      };
    },
  });
  return createGraph(
    tinyPlan({
      nodes: [
        { calculator: boxes, outputs: ['box'] },
        { calculator: toSide, inputs: ['box'], outputSidePackets: ['side'] },
        { calculator: reader, sidePackets: ['side'], outputs: ['n'] },
      ],
    }),
  );
}

describe('a side packet that is set to a value of a stream', () => {
  it('holds the value until the run is over, and lets go of it then', async () => {
    const seen: number[] = [];
    const graph = graphWith(released => seen.push(released));
    for (let run = 1; run <= 2; run += 1) {
      await graph.run();
      expect(seen.splice(0)).toEqual([0, 0, 0]);
      expect(graph.outputSidePacket('side')).toEqual({ id: 0, released: 1 });
      expect(graph.stats().live).toBe(0);
    }
  });

  it('lets go of it when the run fails', async () => {
    const graph = graphWith(() => {
      throw new Error('broken');
    });
    await expect(graph.run()).rejects.toThrow('broken');
    expect(graph.outputSidePacket('side')).toEqual({ id: 0, released: 1 });
    expect(graph.stats().live).toBe(0);
  });
});

it.each([
  [true, 'side packet "given": is required but was not given.'],
  [false, undefined],
])(
  'an optional side packet that is connected may be missing, unless it must be given (%s)',
  async (mustBeGiven, fault) => {
    const counter = defineCalculator({
      name: 'CounterCalculator',
      summary: 'Sends a number.',
      sidePackets: { N: optional(integer, 'the number', { mustBeGiven }) },
      outputs: { '': required(integer, 'it') },
      open: ({ sidePackets }) => ({
        process({ outputs }) {
          outputs[''].emit(sidePackets.N ?? 7, 0);
          return STOP;
        },
      }),
    });
    const plan = planGraph(
      {
        input_side_packet: 'given',
        node: { calculator: 'CounterCalculator', input_side_packet: 'N:given', output_stream: 'n' },
      },
      { registry: createRegistry([counter]) },
    );
    const graph = createGraph(plan);
    const seen: unknown[] = [];
    graph.observe('n', packet => seen.push(packet.value));
    if (fault === undefined) {
      await graph.run();
      expect(seen).toEqual([7]);
    } else await expect(Promise.resolve().then(() => graph.run())).rejects.toThrow(fault);
    await graph.run({ sidePackets: { given: 3 } });
    expect(seen.at(-1)).toBe(3);
  },
);
