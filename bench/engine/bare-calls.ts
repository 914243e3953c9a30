import { InputSlot } from '../../src/graph/engine/input-slot.ts';
import { NodeCall } from '../../src/graph/engine/node-call.ts';
import { OutputShard } from '../../src/graph/engine/output-shard.ts';
import { OutputStream } from '../../src/graph/engine/output-stream.ts';
import { portRecord } from '../../src/graph/engine/port-record.ts';
import { HandleRegistry } from '../../src/graph/handle-registry.ts';
import { any, type Calculator, type CalculatorBehaviour, Packet } from '../../src/graph/index.ts';
import { Meter } from './meter.ts';

/** A call of a calculator with one input and one output, and nothing around it. */
interface BareCall {
  readonly call: NodeCall;
  readonly slot: InputSlot;
  readonly shard: OutputShard;
  readonly behaviour: CalculatorBehaviour;
}

function createCall(calculator: Calculator, place: number): BareCall {
  const call = new NodeCall(
    {
      nodeName: `bare_${place}`,
      graphStatus: 'running',
      isCancelled: false,
      onStop: () => () => undefined,
      setOffset: () => undefined,
      limitCalls: () => undefined,
      count: () => undefined,
      drop: () => undefined,
      log: () => undefined,
    },
    {
      sidePackets: {},
      outputSidePackets: {},
      connected: { inputs: [], outputs: [], sidePackets: [], outputSidePackets: [] },
      options: {},
      services: {},
    },
  );
  const slot = new InputSlot({ stream: `s${place}`, header: undefined });
  const shard = new OutputShard(new OutputStream(`s${place + 1}`, place, any), call, new HandleRegistry());
  const port = { tag: '', index: 0 };
  call.connect(
    [slot],
    portRecord(calculator.inputs, [port], [slot]),
    [shard],
    portRecord(calculator.outputs, [port], [shard]),
  );
  const behaviour = calculator.open(call);
  if (behaviour instanceof Promise) throw new TypeError(`bench engine: ${calculator.name} opens later.`);
  return { call, slot, shard, behaviour };
}

/**
 * Items per second through `length` calls of a calculator, each fed by hand with what the one before has sent: what is left
 * of a chain without bounds, queues, counters and the order of tasks. No engine with these ports is faster.
 */
export function bareCalls(calculator: Calculator, items: number, length: number): number {
  const calls = Array.from({ length }, (_, i) => createCall(calculator, i));
  const meter = new Meter(items);
  for (let t = 0; t < items; t += 1) {
    let packet: Packet | null = new Packet(t, t);
    for (const { call, slot, shard, behaviour } of calls) {
      if (packet === null) break;
      slot.current = packet;
      call.inputTimestamp = packet.timestamp;
      call.isIdle = false;
      if (behaviour.process(call) !== undefined)
        throw new TypeError('bench engine: a bare call has returned something.');
      call.isIdle = true;
      slot.current = null;
      packet = shard.sole;
      shard.sole = null;
    }
    if (packet !== null) meter.tick();
  }
  return meter.result();
}
