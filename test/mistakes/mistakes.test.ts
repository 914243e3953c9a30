import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../src/calculators/index.ts';
import { checkGraph, createRegistry, formatIssue, GraphConfigError, parseGraph } from '../../src/graph/index.ts';

const registry = createRegistry(builtinCalculators);
const names = readdirSync(import.meta.dirname).filter(file => file.endsWith('.yaml'));

/** What a user reads: issues, then warnings. */
function messages(file: string): readonly string[] {
  const text = readFileSync(join(import.meta.dirname, file), 'utf8');
  try {
    const { issues, warnings } = checkGraph(parseGraph(text, { file }), { registry });
    return [...issues, ...warnings].map(formatIssue);
  } catch (error) {
    if (error instanceof GraphConfigError) return error.issues.map(formatIssue);
    throw error;
  }
}

describe('a mistake in a graph file', () => {
  it.each(names)('%s', async file => {
    await expect(`${messages(file).join('\n')}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, file.replace('.yaml', '.txt')),
    );
  });

  it('is named once, with its place, the fact and the remedy', () => {
    for (const file of names) {
      const found = messages(file);
      expect(found.length, file).toBeGreaterThan(0);
      expect(new Set(found).size, file).toBe(found.length);
      for (const line of found) {
        expect(line).toMatch(/^[\w-]+\.yaml:\d+:\d+: .+[.?].*[.?]$/s);
      }
    }
  });
});
