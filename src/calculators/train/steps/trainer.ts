import { MillraceError } from '../../../graph/index.ts';
import type { Batch } from '../batches/batch.ts';
import { batchNumbers } from '../batches/batch-column.ts';
import type { LossValue } from '../kernels/losses/loss-value.ts';
import type { Matrix } from '../kernels/matrix.ts';
import { clipGradients, globalNorm } from '../kernels/optimisers/clip-gradients.ts';
import { applyOptimiser, initialMoments, type Moments, type OptimiserSpec } from '../kernels/optimisers/optimiser.ts';
import { type LossSettings, lossName } from '../losses/loss-options.ts';
import { measureLoss } from '../losses/measure-loss.ts';
import type { BuiltNetwork } from '../network/build-network.ts';
import type { RoleOutputs } from '../network/network.ts';

/** What one training step brings. */
export interface StepInput {
  readonly step: number;
  /** The batch of each role. */
  readonly batches: ReadonlyMap<string, Batch>;
  readonly rate: number;
  readonly weights?: readonly number[] | undefined;
  readonly advantage?: number | undefined;
}

/** What one training step found. */
export interface StepResult {
  /** Each loss by name, unweighted, its figures as `name.figure`, and `total`. */
  readonly losses: Readonly<Record<string, number>>;
  readonly gradientNorm: number;
  /** The first output of the first role, before the step. */
  readonly predictions: Matrix | undefined;
  /** Whether the variables were changed: not by a step whose loss is no number. */
  readonly applied: boolean;
}

/** Variables under training with their optimiser: all of it plain arrays, so that a copy of them is the whole state. */
export interface Trainer {
  readonly values: readonly Float32Array[];
  readonly moments: readonly Moments[];
  /** Steps that were applied. */
  steps: number;
  /** Takes one step; one at a time. Losses that are not finite leave everything as it was and are reported. */
  step(input: StepInput): Promise<StepResult>;
  /** Puts the values into the network, after they were set from outside. */
  rewrite(): void;
  dispose(): void;
}

/** How a trainer works. */
export interface TrainerOptions {
  readonly built: BuiltNetwork;
  readonly losses: readonly LossSettings[];
  readonly optimiser: OptimiserSpec;
  /** The largest global norm of the gradients; 0: any. */
  readonly clipNorm: number;
  /** The column of the inputs. */
  readonly inputs: string;
  readonly seed: number;
  readonly where: string;
}

/** Makes a trainer. */
export function createTrainer(options: TrainerOptions): Trainer {
  const { built, losses, optimiser, where } = options;
  const { network } = built;
  const values = built.initial.map(one => one.slice());
  const trainable = network.variables.flatMap((one, i) => (one.trainable ? [i] : []));
  const moments = trainable.map(i => initialMoments(optimiser, values[i] ?? new Float32Array(0)));
  const outputIndex = (settings: LossSettings): number => {
    const place = settings.output === undefined ? 0 : network.topology.outputs.indexOf(settings.output);
    if (place < 0) {
      throw new MillraceError(
        'NOT_FOUND',
        `${where}, loss "${lossName(settings)}": the network has no output "${settings.output ?? ''}". Its outputs: ${network.topology.outputs.join(', ')}.`,
      );
    }
    return place;
  };
  const places = losses.map(outputIndex);
  const self: Trainer = {
    values,
    moments,
    steps: 0,
    async step(input) {
      const active = losses.flatMap((settings, i) =>
        isActive(settings, input.step) ? [{ settings, place: places[i] ?? 0 }] : [],
      );
      // Every role that a loss names is run once; the others are not.
      const roles = [...new Set(active.flatMap(({ settings }) => rolesOf(settings)))];
      const inputs = roles.map(role => ({
        role,
        x: batchNumbers(batchOf(input, role, where), options.inputs, where).matrix,
      }));
      const found: Record<string, number> = {};
      let total = 0;
      let predictions: Matrix | undefined;
      const gradients = await network.differentiate(inputs, options.seed + input.step, outputs => {
        predictions = outputs.get(roles[0] ?? '')?.[0];
        const pulls = new Map(roles.map(role => [role, [] as (Float64Array | undefined)[]] as const));
        for (const { settings, place } of active) {
          if (settings.kind === 'weight_l2') continue;
          const loss = measureLoss(settings, sceneOf(settings, place, input, outputs, where));
          note(found, settings, loss);
          total += settings.weight * loss.value;
          for (const [k, role] of rolesOf(settings).entries()) {
            const gradient = loss.gradients[k];
            const list = pulls.get(role);
            if (gradient !== undefined && list !== undefined)
              list[place] = addScaled(list[place], gradient, settings.weight);
          }
        }
        return pulls;
      });
      for (const { settings } of active) {
        if (settings.kind !== 'weight_l2') continue;
        const loss = penalise(settings, gradients);
        found[lossName(settings)] = loss;
        total += settings.weight * loss;
      }
      found['total'] = total;
      const gradientNorm = globalNorm(gradients);
      const applied = Number.isFinite(total) && Number.isFinite(gradientNorm);
      if (applied) {
        if (options.clipNorm > 0) clipGradients(gradients, gradientNorm, options.clipNorm);
        self.steps += 1;
        for (const [k, i] of trainable.entries()) {
          applyOptimiser({
            spec: optimiser,
            variable: values[i] ?? new Float32Array(0),
            gradient: gradients[k] ?? [],
            moments: moments[k] ?? [],
            rate: input.rate,
            step: self.steps,
            decays: isKernel(network.variables[i]?.name ?? ''),
          });
        }
        await network.readMoving(values);
      }
      network.write(values);
      return { losses: found, gradientNorm, predictions, applied };
    },
    rewrite() {
      network.write(values);
    },
    dispose() {
      network.dispose();
    },
  };
  return self;

  /** Half the squared length of the kernels; adds its slope to their gradients. Biases and normalisation stay free. */
  function penalise(settings: LossSettings, gradients: readonly Float32Array[]): number {
    let sum = 0;
    for (const [k, i] of trainable.entries()) {
      const [value, gradient] = [values[i], gradients[k]];
      if (value === undefined || gradient === undefined || !isKernel(network.variables[i]?.name ?? '')) continue;
      for (let at = 0; at < value.length; at++) {
        sum += 0.5 * (value[at] ?? 0) ** 2;
        gradient[at] = (gradient[at] ?? 0) + settings.weight * (value[at] ?? 0);
      }
    }
    return sum;
  }
}

/** The roles whose outputs a loss looks at. */
export function rolesOf(settings: LossSettings): readonly string[] {
  if (settings.kind === 'weight_l2') return [];
  return settings.second_role === undefined ? [settings.role] : [settings.role, settings.second_role];
}

function isActive(settings: LossSettings, step: number): boolean {
  return step >= settings.from_step && (settings.until_step === 0 || step < settings.until_step);
}

function isKernel(name: string): boolean {
  return /kernel$|embeddings$/.test(name);
}

function batchOf(input: StepInput, role: string, where: string): Batch {
  const batch = input.batches.get(role);
  if (batch === undefined) {
    throw new MillraceError(
      'FAILED_PRECONDITION',
      `${where}: step ${input.step} brought no batch of the role "${role}". Give every batch source as many batches per epoch.`,
    );
  }
  return batch;
}

function sceneOf(settings: LossSettings, place: number, input: StepInput, outputs: RoleOutputs, where: string) {
  const side = (role: string) => ({
    output: outputs.get(role)?.[place] ?? { rows: 0, columns: 0, data: new Float32Array(0) },
    batch: batchOf(input, role, where),
  });
  return {
    ...side(settings.role),
    second: settings.second_role === undefined ? undefined : side(settings.second_role),
    weights: settings.role === 'main' ? input.weights : undefined,
    advantage: input.advantage,
    where,
  };
}

function note(found: Record<string, number>, settings: LossSettings, loss: LossValue): void {
  const name = lossName(settings);
  found[name] = loss.value;
  for (const [figure, value] of Object.entries(loss.figures ?? {})) found[`${name}.${figure}`] = value;
}

function addScaled(sum: Float64Array | undefined, gradient: Float64Array, weight: number): Float64Array {
  const result = sum ?? new Float64Array(gradient.length);
  for (let i = 0; i < result.length; i++) result[i] = (result[i] ?? 0) + weight * (gradient[i] ?? 0);
  return result;
}
