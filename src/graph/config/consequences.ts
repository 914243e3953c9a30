import type { ConfigIssue } from '../config-issue.ts';
import { splitPath } from './config-path.ts';
import { nodeSchema } from './config-schema.ts';
import { nearest } from './suggestion.ts';

/** What a node may seem to lack when a part of it could not be read. */
const OF_NODE = new Set(['missing-port', 'contract', 'index-gap', 'unknown-tag-index']);
/** What a graph may seem to lack when a part that makes streams could not be read. */
const OF_STREAMS = new Set(['no-producer', 'cycle']);
const PRODUCING = new Set(['output_stream', 'output_side_packet']);
const BORDER = new Set(['input_stream', 'input_side_packet', 'node']);
const FIELDS = Object.keys(nodeSchema['properties'] as object);

/** Tells issues that are, or may be, mere consequences of parts that had the wrong form and were left out. */
export function consequencesOf(shapeIssues: readonly ConfigIssue[]): (issue: ConfigIssue) => boolean {
  // What the graph says about its inputs makes no stream and marks no back edge: other mistakes do not follow from it.
  const harmful = shapeIssues.filter(({ path }) => splitPath(path)[0] !== 'input_stream_info');
  const harmed = new Set(harmful.map(placeOf));
  const hidesStreams = harmful.some(mayHideStream);
  const hidesBackEdges = harmful.some(({ path }) => path.includes('input_stream_info'));
  return issue =>
    (OF_NODE.has(issue.rule) && harmed.has(placeOf(issue))) ||
    (OF_STREAMS.has(issue.rule) && hidesStreams) ||
    (issue.rule === 'cycle' && hidesBackEdges);
}

/** The node of an issue, or the graph itself, with its file. */
function placeOf({ path, position }: ConfigIssue): string {
  const [first, second] = splitPath(path);
  const node = first === 'node' ? (typeof second === 'number' ? `node ${second}` : 'node') : 'graph';
  return `${position?.file ?? ''} ${node}`;
}

function mayHideStream({ rule, path }: ConfigIssue): boolean {
  const [first, second, ...rest] = splitPath(path);
  // A node without a calculator is there all the same, with its outputs.
  if (rule === 'missing-field') return false;
  // A misspelt field was read under the name that was meant.
  if (rule === 'unknown-field') return nearest(String(splitPath(path).at(-1)), FIELDS) === undefined;
  if (rule === 'retired-field') return false;
  if (first !== 'node') return BORDER.has(String(first));
  const field = typeof second === 'number' ? rest[0] : second;
  return field === undefined || PRODUCING.has(String(field));
}
