import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import {
  type ConfigIssue,
  checkGraph,
  configRules,
  createRegistry,
  formatIssue,
  GraphConfigError,
  parseGraph,
} from '../../src/graph/index.ts';

/** What a file of mistakes is expected to be told: one for each, in the file `NAME.json` beside it. */
interface ExpectedIssue {
  readonly rule: string;
  /** Absent: the file itself. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
  /** What was meant; the hint asks for it, or names it where nothing was misspelt. */
  readonly suggestion?: string;
  /** A part of what is said. */
  readonly remedy?: string;
}

const registry = createRegistry(builtinCalculators);
const folder = import.meta.dirname;
const isPart = (file: string): boolean => file.includes('.part.');
const files = readdirSync(folder).filter(file => /\.(yaml|pbtxt)$/.test(file) && !isPart(file));
const beside = (file: string, extension: string): string => join(folder, file.replace(/\.yaml$/, '') + extension);
const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** All that is wrong with a file; the graphs that it may draw in stand in `NAME.part.yaml`. */
function issuesOf(file: string): readonly ConfigIssue[] {
  const part = file.replace('.yaml', '.part.yaml');
  try {
    const subgraphs = existsSync(join(folder, part)) && part !== file ? [parseGraph(read(part), { file: part })] : [];
    const { issues, warnings } = checkGraph(parseGraph(read(file), { file }), { registry, subgraphs });
    return [...issues, ...warnings];
  } catch (error) {
    if (error instanceof GraphConfigError) return error.issues;
    throw error;
  }
}

const expectedOf = (file: string): readonly ExpectedIssue[] =>
  JSON.parse(readFileSync(beside(file, '.json'), 'utf8')) as readonly ExpectedIssue[];
const place = (file: string, line: number, column: number): string => `${file}:${line}:${column}`;

describe('a mistake in a graph file', () => {
  it.each(files)('%s has its rule and its place, and all are found at once', file => {
    const found = issuesOf(file).map(({ rule, position }) =>
      [place(position?.file ?? '', position?.line ?? 0, position?.column ?? 0), rule].join(' '),
    );
    const expected = expectedOf(file).map(one => `${place(one.file ?? file, one.line, one.column)} ${one.rule}`);
    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it.each(files)('%s is told in these words', async file => {
    const text = `${issuesOf(file).map(formatIssue).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(beside(file, '.txt'));
  });

  it('is one of at least 150, in which every rule is broken that a text alone can break', () => {
    const all = files.flatMap(expectedOf);
    expect(all.length).toBeGreaterThanOrEqual(150);
    const broken = new Set(all.map(one => one.rule));
    // These take large files, or a program that hands over executors; their tests stand beside the code.
    const elsewhere = ['too-many-nodes', 'too-many-edges', 'too-many-files', 'too-many-issues', 'too-deep-subgraphs'];
    const missing = configRules.filter(rule => !broken.has(rule) && !elsewhere.includes(rule));
    expect(missing).toEqual(['text-limit', 'typed-and-given-executor']);
  });

  it('gets the right suggestion first, in 9 of 10 at least', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const file of files) {
      const issues = issuesOf(file);
      for (const { rule, line, column, suggestion, remedy } of expectedOf(file)) {
        const issue = issues.find(
          one => one.rule === rule && one.position?.line === line && one.position.column === column,
        );
        const hint = issue?.hint ?? '';
        if (remedy !== undefined) expect(issue && formatIssue(issue), `${file} ${rule}`).toContain(remedy);
        if (suggestion === undefined) continue;
        count += 1;
        const asked = /Did you mean "([^"]+)"\?/.exec(hint)?.[1];
        if (asked === undefined ? !hint.includes(suggestion) : asked !== suggestion) wrong.push(`${file}: ${hint}`);
      }
    }
    expect(count).toBeGreaterThan(40);
    expect(wrong.length / count, wrong.join('\n')).toBeLessThanOrEqual(0.1);
  });

  it('is named once, with its place, the fact and the remedy', () => {
    for (const file of files) {
      const found = issuesOf(file).map(formatIssue);
      expect(found.length, file).toBeGreaterThan(0);
      expect(new Set(found).size, file).toBe(found.length);
      for (const line of found) expect(line).toMatch(/^[\w.-]+\.(yaml|pbtxt):\d+:\d+: .+[.?] .*[.?]$/s);
    }
  });
});
