import type { Calculator, InputPolicyName } from '../calculator.ts';
import type { DraftNode } from './canonical.ts';
import type { GraphConfig } from './graph-config.ts';
import type { PlanInputPolicy } from './graph-plan.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { freezeRecord } from './plain-value.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';

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
  node: DraftNode,
  graph: { readonly config: GraphConfig; readonly origin: Origin },
  calculator: Calculator,
  log: IssueLog,
): PlanInputPolicy {
  const own = node.config.input_stream_handler;
  const shared = graph.config.input_stream_handler;
  const handler = own ?? shared;
  const name = handler?.input_stream_handler ?? calculator.inputPolicy ?? 'DefaultInputStreamHandler';
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
