import { builtinCalculators } from '../../../src/calculators/index.ts';
import {
  type Calculator,
  createRegistry,
  expandGraph,
  type GraphConfig,
  type NodeConfig,
  type Registry,
  toList,
} from '../../../src/graph/index.ts';
import { slowPair } from './calculators/slow-pair.ts';
import type { CasePool } from './case-pool.ts';
import { caseSteps } from './case-steps.ts';
import { checkExpanded } from './check-expanded.ts';
import { checkFinal, fail } from './check-final.ts';
import { CaseRun, codeOf, configOf, messageOf } from './drive-case.ts';
import type { GraphCase, Step } from './graph-case.ts';
import { calculators } from './movable-calculators.ts';

/** How MediaPipe's tests name one implementation for one type each: `TestClipIntVectorSizeCalculator` … */
const typedNames: readonly (readonly [RegExp, string])[] = [
  [/^BeginLoop\w+Calculator$/, 'BeginLoopCalculator'],
  [/^EndLoop\w+Calculator$/, 'EndLoopCalculator'],
  [/^(Test)?Concatenate\w+VectorCalculator$/, 'ConcatenateVectorCalculator'],
  [/^(Test|Movable)?Split\w+(Vector|Ptr)Calculator$/, 'SplitVectorCalculator'],
  [/^(Test)?Get\w+VectorItemCalculator$/, 'GetVectorItemCalculator'],
  [/^(Test)?Clip\w+VectorSizeCalculator$/, 'ClipVectorSizeCalculator'],
  [/^(Test)?\w+VectorIndicesCalculator$/, 'VectorIndicesCalculator'],
  [/^(Test)?\w+VectorSizeCalculator$/, 'VectorSizeCalculator'],
  [/^(Test)?\w+HasMinSizeCalculator$/, 'CollectionHasMinSizeCalculator'],
  [/^(Test)?Filter\w+CollectionCalculator$/, 'FilterCollectionCalculator'],
  [/^(Test)?Merge\w+ToVectorCalculator$/, 'MergeToVectorCalculator'],
];

/** The built-in calculator of a typed name, under that name. */
function typed(name: string): readonly Calculator[] {
  const generic = typedNames.find(([pattern]) => pattern.test(name))?.[1];
  return builtinCalculators.filter(one => one.name === generic).map(one => ({ ...one, name }));
}

/** A reason why a case cannot be run yet. */
export class NotRunnable extends Error {}

/** Runs one case with a graph, with a pool as its default executor if one is given. @throws NotRunnable, or Error with the first difference. */
export async function runGraphCase(given: GraphCase, pool?: CasePool): Promise<void> {
  if (given.expand_only === true) {
    checkExpansion(given);
    return;
  }
  const registry = registryFor(given);
  const { error: expected } = given.final;
  let run: CaseRun;
  try {
    run = new CaseRun(given, registry, pool);
    if (given.no_implicit_start !== true) run.start(given.side_packets);
  } catch (error) {
    if (expected === undefined || !['initialize', 'start', undefined].includes(expected.phase)) throw error;
    expectCode(error, expected.code);
    return;
  }
  if (given.final['expanded_graph'] !== undefined) checkExpanded(run.graph.plan.config, given.final['expanded_graph']);
  if (expected?.phase === 'initialize') fail('initialize', 'ok', expected);
  try {
    for (const step of given.steps) await doStep(run, step);
    await conclude(run, given);
  } finally {
    if (run.graph.status === 'running') run.graph.cancel('the case is over');
    for (const poller of run.pollers.values()) poller.close();
    run.countMoved();
  }
}

function checkExpansion(given: GraphCase): void {
  const subgraphs = (given.subgraphs ?? []) as GraphConfig[];
  checkExpanded(expandGraph(configOf(given), { subgraphs }), given.final['expanded_graph']);
}

async function doStep(run: CaseRun, step: Step): Promise<void> {
  const { error: expected, about: _about, code: _code, ...rest } = step;
  for (const [name, value] of Object.entries(rest)) {
    const action = caseSteps[name];
    if (action === undefined) throw new NotRunnable(`the step ${name} is not built yet`);
    if (expected === undefined) {
      await action(run, value, step);
      continue;
    }
    let thrown: unknown;
    try {
      await action(run, value, step);
    } catch (error) {
      thrown = error;
    }
    if (thrown === undefined) fail(`${name} ${JSON.stringify(value)}`, 'ok', expected);
    expectCode(thrown, typeof expected === 'string' && expected !== 'any' ? expected : undefined);
  }
}

/** The end of a run that the steps have not waited for, and the final expectations. */
async function conclude(run: CaseRun, given: GraphCase): Promise<void> {
  const waited = given.steps.some(step => 'wait_done' in step || 'run' in step);
  const closed = given.steps.some(step => 'close_all' in step || 'close' in step || 'close_all_packet_sources' in step);
  const { error: expected } = given.final;
  if (!waited && run.ended !== undefined && (closed || run.graph.plan.inputs.length === 0)) {
    const error = await run.wait();
    if (error !== undefined && expected === undefined) throw error;
    if (expected?.phase === 'run') {
      if (error === undefined) fail('run', 'ok', expected);
      expectCode(error, expected.code);
    }
  } else await run.settle();
  checkFinal(run, given.final);
}

function expectCode(error: unknown, code: string | undefined): void {
  if (code !== undefined && codeOf(error) !== code) {
    fail('error', `${codeOf(error)}: ${messageOf(error)}`, code);
  }
}

/** The built-in calculators and those of the cases; what a case defines anew takes the place of a built-in one. */
function registryFor(given: GraphCase): Registry {
  if (given.templates !== undefined) throw new NotRunnable('the language of templates is retired: its %…% are refused');
  if (new Set(given.set_executors).size < (given.set_executors?.length ?? 0)) {
    throw new NotRunnable('executors are the entries of an object: none can be handed over twice');
  }
  if (given.graph === null) throw new NotRunnable('the case has no graph');
  const defined = new Set(given.custom.map(line => line.split(/[\s(:]/)[0]));
  const builtin = new Set(builtinCalculators.map(one => one.name));
  const extra = [...calculators, ...slowPair()].filter(one => defined.has(one.name) || !builtin.has(one.name));
  const graphs = [given.graph, ...(given.subgraphs ?? [])] as GraphConfig[];
  const types = new Set(graphs.map(one => one.type));
  const names = new Set(graphs.flatMap((one): readonly NodeConfig[] => toList(one.node)).map(node => node.calculator));
  const base = createRegistry(builtinCalculators).replacing(extra);
  const registry = base.with([...names].filter(name => base.get(name) === undefined).flatMap(typed));
  const missing = [...names].find(
    name => name !== 'SwitchContainer' && registry.get(name) === undefined && !types.has(name),
  );
  const { error } = given.final;
  const isAsked = error?.phase === 'initialize' && (error.code === undefined || error.code === 'NOT_FOUND');
  if (missing !== undefined && !isAsked) {
    throw new NotRunnable(`${missing} is not built yet`);
  }
  return registry;
}
