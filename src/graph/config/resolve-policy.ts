import type { InputPolicyName } from '../calculator.ts';
import { contractView } from './check-contract.ts';
import { checkPolicyOptions } from './check-policy-options.ts';
import { joinPath } from './config-path.ts';
import type { GraphConfig, NodeConfig } from './graph-config.ts';
import type { PlanInputPolicy } from './graph-plan.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { freezeRecord, quoteText } from './plain-value.ts';
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
  const origin = own === undefined ? graph.origin : node.origin;
  const where = own === undefined ? 'graph' : `node "${node.name}"`;
  const place = joinPath(origin.path, 'input_stream_handler');
  if (!isPolicy(name)) {
    log.add({
      rule: 'unknown-input-policy',
      status: 'NOT_FOUND',
      origin: { source: origin.source, path: `${place}.input_stream_handler` },
      where,
      message: `There is no input stream handler ${quoteText(name)}.`,
      hint: sentences(didYouMean(name, POLICIES), listNames('The handlers', POLICIES)),
    });
    return { name, options: freezeRecord(handler?.options) };
  }
  const at = { source: origin.source, path: `${place}.options` };
  const use = { origin: at, where, inputs: node.ports.input_stream };
  const checked = checkPolicyOptions(name, handler?.options, use, log);
  const batch = checked['batch_size'];
  if (typeof batch === 'number' && batch > 1 && (node.config.max_in_flight ?? 1) > 1) {
    log.add({
      rule: 'out-of-range',
      origin: { source: node.origin.source, path: joinPath(node.origin.path, 'max_in_flight') },
      where: `node "${node.name}"`,
      message: `max_in_flight is ${node.config.max_in_flight}, and batch_size is ${batch}: calls of a batch follow each other.`,
      hint: 'Keep one of them.',
    });
  }
  return { name, options: checked };
}

const isPolicy = (name: string): name is InputPolicyName => POLICIES.some(known => known === name);

/** Reports output stream handlers: there is one, which delivers in order. */
export function checkOutputPolicy(
  config: GraphConfig | NodeConfig,
  origin: Origin,
  where: string,
  log: IssueLog,
): void {
  const name = config.output_stream_handler?.output_stream_handler;
  if (name === undefined || name === OUTPUT_POLICY) return;
  log.add({
    rule: 'unknown-output-policy',
    status: 'NOT_FOUND',
    origin: {
      source: origin.source,
      path: joinPath(joinPath(origin.path, 'output_stream_handler'), 'output_stream_handler'),
    },
    where,
    message: `There is no output stream handler ${quoteText(name)}.`,
    hint: `Leave it out: outputs are delivered in order, by ${OUTPUT_POLICY}.`,
  });
}

const OUTPUT_POLICY = 'InOrderOutputStreamHandler';
