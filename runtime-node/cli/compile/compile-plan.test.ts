import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { builtinCalculators } from '../../../src/calculators/index.ts';
import { createRegistry, defineCalculator, planGraph } from '../../../src/graph/index.ts';
import { calculatorAreas } from './calculator-areas.ts';
import { compilePlan } from './compile-plan.ts';

const registry = createRegistry(builtinCalculators);
const config = {
  input_stream: 'in',
  output_stream: 'out',
  node: { calculator: 'PassThroughCalculator', input_stream: 'in', output_stream: 'out' },
};

it('knows every calculator of the package, by areas that the package exports', () => {
  const inAreas = calculatorAreas.flatMap(area => area.calculators.map(one => one.name));
  expect(inAreas.toSorted()).toEqual(builtinCalculators.map(one => one.name).toSorted());
  const { exports }: { exports: Record<string, unknown> } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const { area } of calculatorAreas) expect(exports).toHaveProperty([`./calculators/${area}`]);
});

it('writes a module with the imports that the graph needs', () => {
  const options = { file: 'pass.yaml', plain: false, typescript: true };
  const text = compilePlan(planGraph(config, { registry }), options);
  expect(text).toContain("import type { CompiledGraph } from 'millrace/web';");
  expect(text).toContain("import { coreCalculators } from 'millrace/calculators/core';");
  expect(text).not.toContain('imageCalculators');
  expect(text).toContain('export const graph: CompiledGraph = {');
});

it('writes plain data that means the same graph', () => {
  const plan = planGraph(config, { registry });
  const text = compilePlan(plan, { file: 'pass.yaml', plain: true, typescript: false });
  expect(text).not.toContain('import ');
  const json = text.slice(text.indexOf('config: ') + 'config: '.length, text.indexOf(',\n  options: '));
  expect(planGraph(JSON.parse(json), { registry }).config).toEqual(plan.config);
});

it('refuses calculators that a page could not import', () => {
  const own = defineCalculator({ name: 'OwnCalculator', summary: 'Own.', open: () => ({ process: () => undefined }) });
  const plan = planGraph({ node: { calculator: 'OwnCalculator' } }, { registry: registry.with([own]) });
  expect(() => compilePlan(plan, { file: 'own.yaml', plain: false, typescript: false })).toThrow(
    'own.yaml: OwnCalculator cannot be imported from the package. Use --plain.',
  );
});
