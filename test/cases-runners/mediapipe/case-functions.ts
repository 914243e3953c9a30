import { type Packet, Timestamp } from '../../../src/graph/index.ts';
import { type CaseFunction, type CaseWorld, forwardAll, SharedCounter } from './case-world.ts';

/** The function behind `fn:NAME` or `fn:NAME(ARGUMENT)`. */
export function caseFunction(text: string, world: CaseWorld): CaseFunction {
  const [, name = '', argument = ''] = /^fn:(\w+)(?:\((.*)\))?$/.exec(text) ?? [];
  const make = functions[name];
  if (make === undefined) throw new Error(`the function ${text} is unknown`);
  return make(world, argument);
}

const functions: Readonly<Record<string, (world: CaseWorld, argument: string) => CaseFunction>> = {
  pass_after_acquire: (world, name) => async call => {
    await world.semaphore(name).acquire();
    forwardAll(call);
  },
  pass_after_release: (world, name) => call => {
    world.semaphore(name).release();
    forwardAll(call);
  },
  enter_release_exit_acquire_forward: world => async call => {
    world.semaphore('enter').release();
    await world.semaphore('exit').acquire();
    forwardAll(call);
  },
  inputs_to_debug_string: () => {
    let time = 0;
    return ({ inputs, outputs }) => {
      const first = inputs.find(input => !input.isEmpty)?.packet.timestamp ?? Timestamp.Unset;
      const text =
        first === Timestamp.PreStream || first === Timestamp.PostStream
          ? Timestamp.format(first).replace('.', '::').concat('()')
          : String(first);
      const ids = inputs.flatMap((input, i) => (input.isEmpty ? [] : [i]));
      const name = text.startsWith('Timestamp') ? text : `Timestamp(${text})`;
      outputs[0]?.emit([name, ...ids].join(','), time);
      time += 1;
    };
  },
  count: (world, name) => () => {
    const counter = world.counters.get(name) ?? new SharedCounter(0);
    counter.value += 1;
    world.counters.set(name, counter);
  },
  observe: () => () => undefined,
  // A sink hands over the row of packets itself, a calculator of the cases its inputs.
  sum: (world, name) => call => {
    const row = Array.isArray(call) ? (call as readonly Packet[]) : call.inputs.map(input => input.packet);
    const total = row.reduce((sum, packet) => sum + (packet.isEmpty ? 0 : Number(packet.value)), 0);
    const calls = world.calls.get(name || 'sum') ?? [];
    calls.push(total);
    world.calls.set(name || 'sum', calls);
  },
  set_offset_0: () => () => undefined,
};
