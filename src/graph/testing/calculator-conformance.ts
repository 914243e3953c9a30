import type { Calculator } from '../calculator.ts';
import { objectSchema } from '../options/option.ts';
import { ANY_TAG, type PortsShape } from '../port.ts';
import { type CalculatorRun, runCalculator } from './run-calculator.ts';

/** One rule that every calculator must keep, as a test to be registered with any runner. */
export interface ConformanceTest {
  readonly name: string;
  /** Rejects when the rule is broken. */
  readonly run: () => Promise<void>;
}

/** What a calculator is tried with. */
export interface ConformanceCases {
  /** Runs that must succeed, by name. The rules are checked on each. */
  readonly cases: Readonly<Record<string, CalculatorRun>>;
}

/**
 * The rules every calculator must keep, as tests: its contract is documented, its defaults fit its own schema, and each
 * case runs without a leak, twice with the same result, also with no packets at all, and can be cancelled.
 *
 * @example
 * for (const test of calculatorConformance(gate, { cases: { open: { inputs: { '': [[0, 1]] } } } })) {
 *   it(test.name, test.run);
 * }
 */
export function calculatorConformance(calculator: Calculator, { cases }: ConformanceCases): readonly ConformanceTest[] {
  const tests: ConformanceTest[] = [
    { name: `${calculator.name}: its contract is documented`, run: async () => checkDocumented(calculator) },
    { name: `${calculator.name}: its defaults are of their own type`, run: async () => checkDefaults(calculator) },
  ];
  for (const [name, run] of Object.entries(cases)) {
    tests.push(
      {
        name: `${calculator.name}, ${name}: gives the same twice and leaks nothing`,
        run: async () => checkRepeatable(calculator, run),
      },
      {
        name: `${calculator.name}, ${name}: ends cleanly without packets`,
        run: async () => {
          await runCalculator(calculator, { ...run, inputs: emptied(run) });
        },
      },
      {
        name: `${calculator.name}, ${name}: can be cancelled at every step`,
        run: async () => checkCancel(calculator, run),
      },
    );
  }
  return tests;
}

function checkDocumented(calculator: Calculator): void {
  if (!/^[A-Z][A-Za-z0-9]*Calculator$/.test(calculator.name)) {
    throw new Error(`${calculator.name}: is no calculator's name. Use PascalCase that ends in Calculator.`);
  }
  requireText(calculator.name, 'summary', calculator.summary);
  const sides: Readonly<Record<string, PortsShape>> = {
    input: calculator.inputs,
    output: calculator.outputs,
    'side packet': calculator.sidePackets,
    'output side packet': calculator.outputSidePackets,
  };
  for (const [side, shape] of Object.entries(sides)) {
    for (const [tag, port] of Object.entries(shape)) {
      if (tag !== '' && tag !== ANY_TAG && !/^[A-Z_][A-Z0-9_]*$/.test(tag)) {
        throw new Error(`${calculator.name}: the ${side} tag "${tag}" is not upper case. Use [A-Z_][A-Z0-9_]*.`);
      }
      requireText(calculator.name, `description of the ${side} "${tag}"`, port.description);
    }
  }
  for (const [name, one] of Object.entries(calculator.options)) {
    requireText(calculator.name, `description of the option "${name}"`, one.schema.description);
  }
}

function requireText(calculator: string, what: string, value: string | undefined): void {
  if (value === undefined || value.trim() === '') throw new Error(`${calculator}: has no ${what}. Write one line.`);
}

function checkDefaults(calculator: Calculator): void {
  for (const [name, schema] of Object.entries(objectSchema(calculator.options).properties ?? {})) {
    const value = schema.default;
    if (value === undefined) continue;
    const where = `${calculator.name}: the default of the option "${name}"`;
    if (schema.enum !== undefined && !schema.enum.includes(value)) throw new Error(`${where} is none of its choices.`);
    if (schema.type !== undefined && !isOfType(schema.type, value)) throw new Error(`${where} is no ${schema.type}.`);
    if (typeof value === 'number') {
      const low = value < (schema.minimum ?? value) || value <= (schema.exclusiveMinimum ?? Number.NEGATIVE_INFINITY);
      const high = value > (schema.maximum ?? value) || value >= (schema.exclusiveMaximum ?? Number.POSITIVE_INFINITY);
      if (low || high) throw new Error(`${where} is out of its range.`);
    }
  }
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}

async function checkRepeatable(calculator: Calculator, run: CalculatorRun): Promise<void> {
  const [first, second] = [await runCalculator(calculator, run), await runCalculator(calculator, run)];
  const [a, b] = [comparable(first), comparable(second)];
  if (a !== b) {
    throw new Error(
      `${calculator.name}: two runs on the same input differ. Take time and chance from services.\n${a}\n${b}`,
    );
  }
}

function comparable(result: unknown): string {
  return JSON.stringify(result, (_key, value: unknown) => {
    if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
    return value;
  });
}

function emptied(run: CalculatorRun): NonNullable<CalculatorRun['inputs']> {
  return Object.fromEntries(Object.keys(run.inputs ?? {}).map(key => [key, []]));
}

async function checkCancel(calculator: Calculator, run: CalculatorRun): Promise<void> {
  const packets = Object.values(run.inputs ?? {}).reduce((sum, entries) => sum + entries.length, 0);
  for (let step = 0; step <= Math.min(packets, 8); step += 1) {
    await runCalculator(calculator, { ...run, cancelAfter: step });
  }
}
