import type { ConfigRule } from './config-rule.ts';
import type { StatusCode } from './status.ts';

/** A place in a graph file. Lines and columns count from 1. */
export interface SourcePosition {
  /** The file's name as the caller gave it, or `<graph>` for text without one. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One defect of a graph config, with its place, the fact and the remedy. */
export interface ConfigIssue {
  /** The rule that is broken. Names are stable and documented in docs/errors.md. */
  readonly rule: ConfigRule;
  /** The status code that running such a graph would end with. */
  readonly status: StatusCode;
  /** Where it is; absent when a config was given as an object. */
  readonly position?: SourcePosition;
  /** The path inside the config, such as `node[2].input_stream[0]`. */
  readonly path: string;
  /** What it is about, such as `node "gate"`. */
  readonly where: string;
  /** The fact, one sentence with its full stop. */
  readonly message: string;
  /** The remedy, sentences with full stops, such as `Its inputs: ALLOW, DISALLOW. Did you mean "ALLOW"?` */
  readonly hint?: string;
}

/**
 * One issue as one line: `file:line:column: where: fact. remedy.`
 *
 * @example
 * // graphs/hand.yaml:14:7: node "gate": GateCalculator has no input "ALOW". Did you mean "ALLOW"?
 */
export function formatIssue(issue: ConfigIssue): string {
  const place = issue.position
    ? `${issue.position.file}:${issue.position.line}:${issue.position.column}: `
    : issue.path === ''
      ? ''
      : `${issue.path}: `;
  const where = issue.where === '' ? '' : `${issue.where}: `;
  return `${place}${where}${issue.message}${issue.hint === undefined ? '' : ` ${issue.hint}`}`;
}
