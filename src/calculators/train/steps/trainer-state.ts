import { MillraceError } from '../../../graph/index.ts';
import type { NetworkVariable } from '../network/network.ts';
import type { Trainer } from './trainer.ts';

/** What a checkpoint keeps of a trainer: plain data and arrays. */
interface TrainerState {
  readonly kind: 'trainer';
  readonly steps: number;
  readonly variables: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly weights: readonly Float32Array[];
  /** Absent in a state of weights only: the optimiser then begins anew. */
  readonly moments?: readonly (readonly Float32Array[])[];
}

/** Copies a trainer's state. */
export function saveTrainer(trainer: Trainer, variables: readonly NetworkVariable[]): TrainerState {
  return {
    kind: 'trainer',
    steps: trainer.steps,
    variables: variables.map(({ name, shape }) => ({ name, shape })),
    weights: trainer.values.map(one => one.slice()),
    moments: trainer.moments.map(list => list.map(one => Float32Array.from(one))),
  };
}

/** Sets a trainer to a state. @throws MillraceError when the network of the state is another one. */
export function restoreTrainer(
  trainer: Trainer,
  state: unknown,
  variables: readonly NetworkVariable[],
  where: string,
): void {
  if (!isTrainerState(state)) {
    throw new MillraceError('INVALID_ARGUMENT', `${where}: the checkpoint holds no state of a training. Start anew.`);
  }
  const names = (list: readonly { readonly name: string; readonly shape: readonly number[] }[]): string[] =>
    list.map(one => `${one.name} [${one.shape.join(', ')}]`);
  const [now, then] = [names(variables), names(state.variables)];
  const difference = now.findIndex((one, i) => one !== then[i]);
  if (difference >= 0 || now.length !== then.length) {
    const at = Math.max(0, difference);
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: the network has ${now[at] ?? 'no more variables'} where that of the checkpoint has ${then[at] ?? 'none'}. Resume with the same layers.`,
    );
  }
  state.weights.forEach((value, i) => trainer.values[i]?.set(value));
  if (state.moments !== undefined) {
    trainer.steps = state.steps;
    state.moments.forEach((list, k) => {
      list.forEach((value, m) => trainer.moments[k]?.[m]?.set(value));
    });
  }
  trainer.rewrite();
}

function isTrainerState(state: unknown): state is TrainerState {
  return typeof state === 'object' && state !== null && 'kind' in state && state.kind === 'trainer';
}
