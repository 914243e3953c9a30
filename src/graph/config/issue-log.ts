import type { ConfigIssue, SourcePosition } from '../config-issue.ts';
import type { ConfigRule } from '../config-rule.ts';
import type { StatusCode } from '../status.ts';
import type { GraphSource } from './graph-source.ts';

/** Where a part of a config comes from. It stays with the part through the expansion of subgraphs. */
export interface Origin {
  /** Absent when the config was given as an object. */
  readonly source: GraphSource | undefined;
  readonly path: string;
}

/** What is reported of one defect; see {@link ConfigIssue} for the parts. */
export interface IssueReport {
  readonly rule: ConfigRule;
  readonly status?: StatusCode;
  readonly origin: Origin;
  /** Points at the key instead of the value. */
  readonly part?: 'key';
  readonly where: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** How many defects are reported at once. */
export const MAX_ISSUES = 500;

/** Thrown by {@link IssueLog} when it is full: nobody reads on, and a bomb of mistakes must come to an end. */
export class IssueFlood extends Error {}

/** Gathers the defects of a graph. The same defect, found in each use of a subgraph, is kept once. */
export class IssueLog {
  readonly #issues: ConfigIssue[] = [];
  readonly #warnings: ConfigIssue[] = [];
  readonly #seen = new Set<string>();
  #flood: ConfigIssue | undefined;
  #count = 0;

  /**
   * Adds a defect that keeps the graph from running. Without `status`: INVALID_ARGUMENT.
   * @throws IssueFlood after {@link MAX_ISSUES}.
   */
  add(report: IssueReport): void {
    this.#count += 1;
    this.#put(this.#issues, report);
  }

  /** Adds a defect that does not keep the graph from running. */
  warn(report: IssueReport): void {
    this.#put(this.#warnings, report);
  }

  /** How often a defect was added so far, those included that were known from another use of the same subgraph. */
  get count(): number {
    return this.#count;
  }

  /** All defects, by file (in the order of their first defect), line and column. */
  issues(): readonly ConfigIssue[] {
    return inFileOrder(this.#flood === undefined ? this.#issues : [...this.#issues, this.#flood]);
  }

  warnings(): readonly ConfigIssue[] {
    return inFileOrder(this.#warnings);
  }

  #put(list: ConfigIssue[], report: IssueReport): void {
    const position = placeOf(report.origin, report.part);
    const key = position
      ? `${report.rule} ${position.file}:${position.line}:${position.column} ${report.message}`
      : `${report.rule} ${report.origin.path} ${report.where} ${report.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (list.length >= MAX_ISSUES) {
      if (list === this.#warnings) return;
      this.#flood = floodIssue(report);
      throw new IssueFlood();
    }
    list.push({
      rule: report.rule,
      status: report.status ?? 'INVALID_ARGUMENT',
      ...(position === undefined ? {} : { position }),
      path: report.origin.source?.pathOf(report.origin.path) ?? report.origin.path,
      where: report.where,
      message: report.message,
      ...(report.hint === undefined || report.hint === '' ? {} : { hint: report.hint }),
    });
  }
}

function floodIssue({ origin }: IssueReport): ConfigIssue {
  const position = placeOf(origin);
  return {
    rule: 'too-many-issues',
    status: 'RESOURCE_EXHAUSTED',
    ...(position === undefined ? {} : { position }),
    path: origin.path,
    where: 'graph',
    message: `More than ${MAX_ISSUES} issues were found; the check ended here.`,
    hint: 'Correct the first of them and check again.',
  };
}

/** The place of an origin in its file; `undefined` for a config that was given as an object. */
export function placeOf(origin: Origin, part: 'key' | 'value' = 'value'): SourcePosition | undefined {
  return origin.source?.positionOf(origin.path, part);
}

/** What the graph file says just above a part; `''` for nothing. */
export function commentOf({ source, path }: Origin): string {
  return source?.commentOf(path) ?? '';
}

/** An origin as text for messages: `file:line:column`, or the path. */
export function formatOrigin(origin: Origin): string {
  const position = placeOf(origin);
  return position === undefined ? origin.path : `${position.file}:${position.line}:${position.column}`;
}

/** Issues by file (in the order of their first one), line and column; the note that there are too many stays last. */
export function inFileOrder(issues: readonly ConfigIssue[]): readonly ConfigIssue[] {
  const files = [...new Set(issues.map(issue => issue.position?.file))];
  return [...issues].sort(
    (a, b) =>
      Number(a.rule === 'too-many-issues') - Number(b.rule === 'too-many-issues') ||
      files.indexOf(a.position?.file) - files.indexOf(b.position?.file) ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0),
  );
}
