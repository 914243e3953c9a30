import { describe, expect, it } from 'vitest';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import type { SchemaFault } from '../../../src/graph/config/describe-faults.ts';
import { optionsValidator, provideOptionsValidator } from '../../../src/graph/config/options-validator.ts';
import { createValidator } from '../../../src/graph/config/validator.ts';
import {
  type CompiledOptions,
  createRegistry,
  defineCalculator,
  objectSchema,
  option,
  planGraph,
  readOptions,
  useCompiledOptions,
} from '../../../src/graph/index.ts';
import { nearSchema } from '../../../test/fixtures/options/near-schema.ts';
import { compileOptions } from './compile-options.ts';

/** The checks as a page imports them. */
async function imported(
  ...[calculators]: Parameters<typeof compileOptions>
): Promise<Readonly<Record<string, CompiledOptions>>> {
  const { statements, record } = compileOptions(calculators);
  const module = `${statements}\nexport const made = ${record};`;
  const { made } = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`)) as {
    readonly made: Readonly<Record<string, CompiledOptions>>;
  };
  return made;
}

/** Has all that a schema can say. */
const thorough = defineCalculator({
  name: 'ThoroughCalculator',
  summary: 'Has options of every kind.',
  options: {
    name: option.string({ description: 'A name', pattern: '^[a-z/"~]+$', required: true }),
    count: option.integer({ description: 'How many', exclusiveMaximum: 9, default: 3 }),
    share: option.number({ description: 'How much', minimum: 0, maximum: 1 }),
    words: option.list(option.string({ description: 'One' }), { description: 'Words', minItems: 2, maxItems: 3 }),
    mode: option.choice(['fast', 'true'], { description: 'How', default: 'fast' }),
    'a/b~c': option.object(
      {
        'in "quotes"': option.list(option.integer({ description: 'One', minimum: 1 }), { description: 'Numbers' }),
        must: option.boolean({ description: 'Whether', required: true }),
      },
      { description: 'A record' },
    ),
    anything: option.json({ description: 'Any value', default: { list: [1] } }),
  },
  open: () => ({ process: () => undefined }),
});
const line = ({ path, rule, message }: SchemaFault) => `${path} ${rule} ${message}`;
const odd = [
  { name: 'a', count: Number.POSITIVE_INFINITY },
  { name: 'a', count: Number.NaN, share: Number.NaN },
  { name: 'A', share: Number.NEGATIVE_INFINITY, words: ['a'], mode: 'fats' },
  { nmae: 'a', words: ['a', 'b', 'c', 1], 'a/b~c': { 'in "quotes"': [1, 0, 'x'], muts: true } },
  'no record',
  null,
  [],
];

describe('checks of options that a compiled graph brings', () => {
  it('say of every value what the walk over the schema says, in the same words, and fill in the same defaults', async () => {
    const calculators = [thorough, ...builtinCalculators];
    const compiled = await imported(calculators);
    const near = nearSchema(11);
    let faulty = 0;
    for (const { name, options } of calculators) {
      const schema = objectSchema(options);
      const walk = createValidator(schema, 'option');
      const own = compiled[name];
      expect(own === undefined, name).toBe(Object.keys(options).length === 0);
      if (own === undefined) continue;
      expect(useCompiledOptions(options, own)).toBe(true);
      const check = optionsValidator(options);
      const values = [...odd, ...Array.from({ length: 40 }, () => near(schema))];
      for (const value of values) {
        const [mine, theirs] = [structuredClone(value), structuredClone(value)];
        const byText = (a: SchemaFault, b: SchemaFault) => (line(a) < line(b) ? -1 : 1);
        const found = check(mine);
        expect(found.toSorted(byText), `${name} ${JSON.stringify(value)}`).toEqual(walk(theirs).toSorted(byText));
        expect(mine).toEqual(theirs);
        faulty += found.length;
      }
      provideOptionsValidator(options, walk);
    }
    expect(faulty).toBeGreaterThan(500);
  }, 60_000);

  it('are used for options in graphs and for those that come as side packets', async () => {
    let asked = 0;
    const { ThoroughCalculator: own } = await imported([thorough]);
    if (own === undefined) throw new Error('nothing was compiled');
    useCompiledOptions(thorough.options, {
      ...own,
      check: value => {
        asked += 1;
        return own.check(value);
      },
    });
    const plan = () =>
      planGraph(
        { node: { name: 'one', calculator: 'ThoroughCalculator', options: { name: 'a', count: 10 } } },
        { registry: createRegistry([thorough]) },
      );
    expect(plan).toThrow('node "one": The option "count" is 10. It must be < 9.');
    expect(() => readOptions(thorough.options, { name: 'a', share: 2 }, 'node "one", side packet')).toThrow(
      'node "one", side packet: The option "share" is 2. It must be <= 1.',
    );
    expect(readOptions(thorough.options, { name: 'a' }, 'node')).toMatchObject({ count: 3, mode: 'fast' });
    expect(asked).toBe(3);
    provideOptionsValidator(thorough.options, createValidator(objectSchema(thorough.options), 'option'));
  });

  it('are not used when the options are others than those they were made from', async () => {
    const { ThoroughCalculator: own } = await imported([thorough]);
    if (own === undefined) throw new Error('nothing was compiled');
    const { mode: _, ...others } = thorough.options;
    expect(useCompiledOptions(others, own)).toBe(false);
  });

  it('need no code made at run time', () => {
    expect(compileOptions(builtinCalculators).statements).not.toMatch(/\beval\b|new Function|\brequire\(|\bimport\b/);
  });
});
