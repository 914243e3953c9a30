import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphConfigError } from '../errors.ts';
import { parseGraph } from './parse-graph.ts';
import { parsePbtxt } from './parse-pbtxt.ts';

const folder = path.resolve('test/cases/mediapipe');

/** Whether a value says the same as an expected one, where a list of one may be written as its item. */
function same(actual: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) {
    const list = actual === undefined ? [] : Array.isArray(actual) ? actual : [actual];
    return list.length === expected.length && expected.every((one, i) => same(list[i], one));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return Object.keys(expected).length === 0;
    const names = new Set([...Object.keys(actual), ...Object.keys(expected)]);
    return [...names].every(name => same(Reflect.get(actual, name), Reflect.get(expected, name)));
  }
  if (typeof expected === 'number') return typeof actual === 'number' && Math.abs(actual - expected) < 1e-6;
  // JSON leaves default values out.
  if (expected === undefined) return actual === undefined || actual === 0 || actual === false;
  return Object.is(actual, expected);
}

/** `node_options` is the later spelling of `options`; the cases merge both. */
function merged(node: Record<string, unknown>): Record<string, unknown> {
  const { options, node_options: later, ...rest } = node;
  return options === undefined && later === undefined
    ? rest
    : { ...rest, options: { ...Object(options), ...Object(later) } };
}

describe('parsePbtxt', () => {
  it('reads every graph of the cases as their JSON says', () => {
    let compared = 0;
    for (const file of readdirSync(folder).filter(name => name.endsWith('.json'))) {
      const { pbtxt, graph } = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
        pbtxt: string | null;
        graph: { node?: Record<string, unknown>[] } | null;
      };
      if (pbtxt === null || pbtxt.trim() === '' || graph === null) continue;
      const { value, faults } = parsePbtxt(pbtxt);
      expect(faults, file).toEqual([]);
      const read = (Object(value) as { node?: unknown }).node;
      const nodes = (read === undefined ? [] : Array.isArray(read) ? read : [read]) as Record<string, unknown>[];
      expect(same(nodes.map(merged), (graph.node ?? []).map(merged)), `${file}\n${pbtxt}`).toBe(true);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  });

  it('knows strings, numbers, lists, comments and both kinds of brackets', () => {
    const { value, faults } = parsePbtxt(String.raw`
      # a comment
      text: 'it''s' " \"one\"\x41\101\n"  number: -0x10, real: -2.5e1f; flag: true kind: SOME_ENUM
      list: [1, 2,] list: 3
      inner < a: 1 > inner { a: 2 }
      [mediapipe.X.ext] { merged: 7 }
    `);
    expect(faults).toEqual([]);
    expect({ ...Object(value) }).toEqual({
      text: 'its "one"AA\n',
      number: -16,
      real: -25,
      flag: true,
      kind: 'SOME_ENUM',
      list: [1, 2, 3],
      inner: [{ a: 1 }, { a: 2 }],
      merged: 7,
    });
  });

  it.each([
    ['017', 15],
    ['-0X1F', -31],
    ['10f', 10],
    ['1.F', 1],
    ['- .5e-1', -0.05],
    ['inf', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
    ['nan', Number.NaN],
    ['-NaN', Number.NaN],
    ['t', true],
    ['False', false],
    [String.raw`"\303\251\xc3\xA9"`, 'éé'],
    [String.raw`"\u00e9\U0001F600"`, 'é😀'],
    [String.raw`"\xff\\x41\?"`, String.raw`ÿ\x41?`],
    [String.raw`'\a\b\f\v'`, '\x07\b\f\v'],
  ])('reads the value %s', (text, value) => {
    expect(parsePbtxt(`a: ${text}`)).toMatchObject({ faults: [], value: { a: value } });
  });

  it.each([
    ['node {', 'g.pbtxt:1:6: graph: The "{" is not closed. Close it with "}".'],
    ['a: "x', 'g.pbtxt:1:4: graph: A string is not closed on its line. Close it with the same quote.'],
    ['a 5', 'g.pbtxt:1:3: graph: "5" follows the field "a" without a colon. Write "name: value".'],
    ['a:', 'g.pbtxt:1:3: graph: The field "a" has no value. Write "name: value".'],
    ['a: 9007199254740993', 'g.pbtxt:1:4: graph: The number 9007199254740993 cannot be held exactly.'],
    ['__proto__ { x: 1 }', 'g.pbtxt:1:1: graph: The key "__proto__" may not be used.'],
    ['a { '.repeat(100), 'Values are nested deeper than 64 levels.'],
    ['a: 1 @', 'g.pbtxt:1:6: graph: The character "@" means nothing here.'],
  ])('tells where %j is wrong', (text, message) => {
    expect(() => parseGraph(text, { file: 'g.pbtxt' })).toThrow(message);
    expect(() => parseGraph(text, { file: 'g.pbtxt' })).toThrow(GraphConfigError);
  });

  it('keeps positions, also inside extensions', () => {
    const text =
      'node {\n  calculator: "A"\n  options {\n    [x.ext] {\n      size: 3\n    }\n  }\n}\nnode { calculator: "B" }\n';
    const { source } = parseGraph(text, { file: 'g.pbtxt' });
    expect(source.positionOf('node[0].options.size')).toEqual({ file: 'g.pbtxt', line: 5, column: 13 });
    expect(source.positionOf('node[1].calculator')).toEqual({ file: 'g.pbtxt', line: 9, column: 20 });
  });
});
