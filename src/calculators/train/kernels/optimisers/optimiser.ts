/** The rule of an optimiser with its constants. `learning_rate` is the default of a step that brings none. */
export type OptimiserSpec =
  | { readonly kind: 'sgd'; readonly learning_rate: number }
  | { readonly kind: 'momentum'; readonly learning_rate: number; readonly momentum: number; readonly nesterov: boolean }
  | { readonly kind: 'rmsprop'; readonly learning_rate: number; readonly rho: number; readonly epsilon: number }
  | { readonly kind: 'adagrad'; readonly learning_rate: number; readonly initial: number; readonly epsilon: number }
  | AdamSpec
  | (Omit<AdamSpec, 'kind'> & { readonly kind: 'adamw'; readonly weight_decay: number });

interface AdamSpec {
  readonly kind: 'adam';
  readonly learning_rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

type Floats = Float32Array | Float64Array;

/** What an optimiser remembers of one variable; zero to two arrays of its size. */
export type Moments = readonly Floats[];

/** Fresh moments for a variable. */
export function initialMoments(spec: OptimiserSpec, variable: Floats): Moments {
  const zeros = (): Floats =>
    variable instanceof Float64Array ? new Float64Array(variable.length) : new Float32Array(variable.length);
  switch (spec.kind) {
    case 'sgd':
      return [];
    case 'momentum':
    case 'rmsprop':
      return [zeros()];
    case 'adagrad':
      return [zeros().fill(spec.initial)];
    case 'adam':
    case 'adamw':
      return [zeros(), zeros()];
  }
}

/** One variable's part of a step. */
export interface OptimiserStep {
  readonly spec: OptimiserSpec;
  readonly variable: Floats;
  readonly gradient: ArrayLike<number>;
  readonly moments: Moments;
  readonly rate: number;
  /** The number of this step, from 1: what corrects the bias of Adam's moments. */
  readonly step: number;
  /** Whether AdamW's weight decay acts on this variable: on weights, not on biases and normalisation. */
  readonly decays?: boolean;
}

/**
 * Applies one step in place. All arithmetic is in double precision and rounded once per stored value.
 *
 * The state is the moments and the step number alone: the powers of Adam's betas are computed from the step, not kept as
 * a running product as tfjs does, so that a resumed run makes the same bits as one that was never interrupted. The
 * formulas are Keras's: RMSProp and AdaGrad add epsilon outside and inside of the root respectively, Adam outside.
 * Sources: Sutskever et al. 2013 (momentum), Hinton 2012 (RMSProp), Duchi et al. 2011 (AdaGrad), Kingma and Ba 2015
 * (Adam), Loshchilov and Hutter 2019 (AdamW).
 */
export function applyOptimiser(one: OptimiserStep): void {
  const { spec, variable: x, gradient: g, moments, rate } = one;
  const [m, v] = moments;
  const n = x.length;
  switch (spec.kind) {
    case 'sgd':
      for (let i = 0; i < n; i++) x[i] = x[i]! - rate * g[i]!;
      return;
    case 'momentum':
      for (let i = 0; i < n; i++) {
        const velocity = spec.momentum * m![i]! + g[i]!;
        m![i] = velocity;
        x[i] = x[i]! - rate * (spec.nesterov ? g[i]! + spec.momentum * velocity : velocity);
      }
      return;
    case 'rmsprop':
      for (let i = 0; i < n; i++) {
        const mean = spec.rho * m![i]! + (1 - spec.rho) * g[i]! * g[i]!;
        m![i] = mean;
        x[i] = x[i]! - (rate * g[i]!) / Math.sqrt(mean + spec.epsilon);
      }
      return;
    case 'adagrad':
      for (let i = 0; i < n; i++) {
        const sum = m![i]! + g[i]! * g[i]!;
        m![i] = sum;
        x[i] = x[i]! - (rate * g[i]!) / Math.sqrt(sum + spec.epsilon);
      }
      return;
    case 'adam':
    case 'adamw': {
      const { beta1, beta2, epsilon } = spec;
      const correct1 = 1 - beta1 ** one.step;
      const correct2 = 1 - beta2 ** one.step;
      const shrink = spec.kind === 'adamw' && one.decays !== false ? 1 - rate * spec.weight_decay : 1;
      for (let i = 0; i < n; i++) {
        const first = beta1 * m![i]! + (1 - beta1) * g[i]!;
        const second = beta2 * v![i]! + (1 - beta2) * g[i]! * g[i]!;
        m![i] = first;
        v![i] = second;
        x[i] = x[i]! * shrink - (rate * (first / correct1)) / (Math.sqrt(second / correct2) + epsilon);
      }
      return;
    }
  }
}
