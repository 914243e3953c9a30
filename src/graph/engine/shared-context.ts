import type { OutputSidePort } from '../calculator-context.ts';
import type { PlanNode } from '../config/graph-plan.ts';
import type { SharedContext } from './node-call.ts';
import { portRecord } from './port-record.ts';
import type { SidePacketTable } from './side-packet-table.ts';

/** Makes what all calls of a node share, when the node opens: its side packets are there by then. */
export function sharedContext(
  plan: PlanNode,
  table: SidePacketTable,
  services: Readonly<Record<string, unknown>>,
): SharedContext {
  const { calculator, inputs, outputs, inputSidePackets, outputSidePackets, options } = plan;
  const ports = outputSidePackets.map(
    (port): OutputSidePort => ({
      set: value => {
        table.set(port.slot, value, plan.name);
      },
    }),
  );
  return {
    sidePackets: portRecord(calculator.sidePackets, inputSidePackets, table.valuesOf(inputSidePackets)),
    outputSidePackets: portRecord(calculator.outputSidePackets, outputSidePackets, ports),
    connected: { inputs, outputs, sidePackets: inputSidePackets, outputSidePackets },
    options,
    services,
  };
}
