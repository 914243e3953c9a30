import type { ContractView } from './calculator.ts';

/** Part of a contract's `check`: the inputs and outputs of a tag go in pairs. @example check: view => sameCount(view) */
export function* sameCount(view: Pick<ContractView, 'inputs' | 'outputs'>, tag = ''): Generator<string> {
  const [inputs, outputs] = [view.inputs(tag), view.outputs(tag)];
  if (inputs === outputs) return;
  yield `${inputs} ${tag || 'untagged'} inputs and ${outputs} outputs are connected. Connect as many of each.`;
}
