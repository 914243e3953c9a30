import type { InputPolicyName } from '../calculator.ts';
import { contractView } from './check-contract.ts';
import type { GraphConfig } from './graph-config.ts';
import type { PlanInputPolicy } from './graph-plan.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { freezeRecord } from './plain-value.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';
import type { ResolvedNode } from './wiring.ts';

const POLICIES: readonly InputPolicyName[] = [
  'DefaultInputStreamHandler',
  'ImmediateInputStreamHandler',
  'SyncSetInputStreamHandler',
  'FixedSizeInputStreamHandler',
  'EarlyCloseInputStreamHandler',
  'BarrierInputStreamHandler',
  'TimestampAlignInputStreamHandler',
  'MuxInputStreamHandler',
];

/** The input policy of a node: its own, else the graph's, else the contract's, else the default. */
export function resolvePolicy(
  { draft: node, calculator, options }: ResolvedNode,
  graph: { readonly config: GraphConfig; readonly origin: Origin },
  log: IssueLog,
): PlanInputPolicy {
  const own = node.config.input_stream_handler;
  const shared = graph.config.input_stream_handler;
  const handler = own ?? shared;
  const wished =
    typeof calculator.inputPolicy === 'function'
      ? calculator.inputPolicy(contractView(node, options))
      : calculator.inputPolicy;
  const name = handler?.input_stream_handler ?? wished ?? 'DefaultInputStreamHandler';
  if (!POLICIES.some(known => known === name)) {
    const origin = own === undefined ? graph.origin : node.origin;
    log.add({
      rule: 'unknown-input-policy',
      status: 'NOT_FOUND',
      origin: {
        source: origin.source,
        path: `${origin.path === '' ? '' : `${origin.path}.`}input_stream_handler.input_stream_handler`,
      },
      where: own === undefined ? 'graph' : `node "${node.name}"`,
      message: `There is no input stream handler "${name}".`,
      hint: sentences(didYouMean(name, POLICIES), listNames('The handlers', POLICIES)),
    });
  }
  return { name, options: freezeRecord(handler?.options) };
}
