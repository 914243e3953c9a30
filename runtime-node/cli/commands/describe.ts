import { extname } from 'node:path';
import type { GraphPlan, PlanGraphPort } from '../../../src/graph/index.ts';
import { didYouMean } from '../../did-you-mean.ts';
import type { CliHost } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { describeCalculator, formatDescription } from '../describe-calculator.ts';
import { ExitCode } from '../exit-code.ts';
import { openPlan } from '../open-graph.ts';
import { UsageError } from '../usage-error.ts';

/** Shows the contract of a calculator (its suffix may be left out), or the streams of a graph file. */
export async function describeCommand(
  name: string,
  options: { readonly json?: true },
  host: CliHost,
): Promise<ExitCode> {
  const registry = cliRegistry();
  if (['.yaml', '.yml', '.pbtxt'].includes(extname(name))) {
    const graph = describeGraph(await openPlan(name, registry));
    host.terminal.out(options.json === true ? JSON.stringify({ ok: true, graph }) : formatGraph(name, graph));
    return ExitCode.ok;
  }
  const calculator = registry.get(name) ?? registry.get(`${name}Calculator`);
  if (calculator === undefined) {
    throw new UsageError(
      `describe ${name}: there is no such calculator.${didYouMean(name, registry.names())} See millrace list.`,
    );
  }
  const description = describeCalculator(calculator);
  host.terminal.out(
    options.json === true ? JSON.stringify({ ok: true, calculator: description }) : formatDescription(description),
  );
  return ExitCode.ok;
}

interface GraphDescription {
  readonly type: string;
  readonly inputs: readonly Border[];
  readonly outputs: readonly Border[];
  readonly sidePackets: readonly Border[];
  readonly nodes: readonly { readonly name: string; readonly calculator: string }[];
}

interface Border {
  readonly tag: string;
  readonly name: string;
  readonly type: string;
  readonly required?: boolean;
}

function describeGraph(plan: GraphPlan): GraphDescription {
  const stream = (port: PlanGraphPort): Border => ({
    tag: port.tag,
    name: port.name,
    type: plan.streams[port.slot]?.type.name ?? 'any',
  });
  return {
    type: plan.type,
    inputs: plan.inputs.map(stream),
    outputs: plan.outputs.map(stream),
    sidePackets: plan.inputSidePackets.map(port => {
      const packet = plan.sidePackets[port.slot];
      return { tag: port.tag, name: port.name, type: packet?.type.name ?? 'any', required: packet?.required === true };
    }),
    nodes: plan.nodes.map(node => ({ name: node.name, calculator: node.calculator.name })),
  };
}

function formatGraph(file: string, graph: GraphDescription): string {
  const rows = (title: string, list: readonly Border[]): readonly string[] =>
    list.length === 0
      ? []
      : [
          `${title}:`,
          ...list.map(
            one =>
              `  ${one.tag === '' ? '' : `${one.tag}:`}${one.name}  ${one.type}${one.required === false ? ' (optional)' : ''}`,
          ),
        ];
  return [
    graph.type === '' ? file : graph.type,
    ...rows('Input streams', graph.inputs),
    ...rows('Output streams', graph.outputs),
    ...rows('Input side packets', graph.sidePackets),
    'Nodes:',
    ...graph.nodes.map(node => `  ${node.name}${node.name === node.calculator ? '' : `  ${node.calculator}`}`),
  ].join('\n');
}
