import type { GraphPlan } from '../../../src/graph/index.ts';
import { UsageError } from '../usage-error.ts';
import { calculatorAreas } from './calculator-areas.ts';
import { compileOptions } from './compile-options.ts';

/** How {@link compilePlan} writes. */
export interface CompileOptions {
  /** The graph file's name, for the first line. */
  readonly file: string;
  /** Without imports, for pages without a bundler: the calculators are then found among the built-in ones. */
  readonly plain: boolean;
  /** As TypeScript. */
  readonly typescript: boolean;
}

/**
 * A checked graph as a module that exports it as `graph`: the config with its subgraphs expanded, the calculators that it
 * names, and checks of their options that need no walk over a schema: those in side packets come when the graph runs.
 *
 * @throws UsageError when it names a calculator that no area of the package exports.
 */
export function compilePlan(plan: GraphPlan, { file, plain, typescript }: CompileOptions): string {
  const names = [...new Set(plan.nodes.map(node => node.calculator.name))].sort();
  const areas = calculatorAreas.filter(area => area.calculators.some(one => names.includes(one.name)));
  const known = new Set(areas.flatMap(area => area.calculators.map(one => one.name)));
  const missing = names.filter(name => !known.has(name));
  if (missing.length > 0 && !plain) {
    throw new UsageError(`${file}: ${missing.join(', ')} cannot be imported from the package. Use --plain.`);
  }
  const lines = [`// Made by \`millrace compile ${file}\`. Do not edit.`];
  // The checks are written by ajv, without types.
  if (typescript) lines.unshift('// @ts-nocheck');
  if (typescript) lines.push("import type { CompiledGraph } from 'millrace/web';");
  if (!plain) lines.push(...areas.map(({ area, list }) => `import { ${list} } from 'millrace/calculators/${area}';`));
  lines.push('');
  const config = JSON.stringify(plan.config, null, 2).replaceAll('\n', '\n  ');
  const used = new Set(plan.nodes.map(node => node.calculator));
  const options = compileOptions([...used].sort((a, b) => (a.name < b.name ? -1 : 1)));
  const fields = ['  millrace: 1,', `  config: ${config},`, `  options: ${options.record},`];
  if (!plain) {
    lines.push(`const used = ${JSON.stringify(names)};`, '');
    const all = areas.map(({ list }) => `...${list}`).join(', ');
    fields.push(`  calculators: [${all}].filter(one => used.includes(one.name)),`);
  }
  if (options.statements !== '') lines.push(options.statements, '');
  lines.push(`export const graph${typescript ? ': CompiledGraph' : ''} = {`, ...fields, '};', '');
  return lines.join('\n');
}
