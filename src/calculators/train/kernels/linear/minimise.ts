/** The value at a point; writes the slope there into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** How long a minimum is looked for. */
export interface MinimiseOptions {
  readonly maxSteps: number;
  /** Pairs of steps that are remembered. */
  readonly memory?: number;
  /** Ends when a step gains less than this share of the value. Default 1e-9. */
  readonly tolerance?: number | undefined;
  /**
   * Multiplies a vector, in place, by an estimate of the inverse curvature. The better it is, the fewer steps are needed.
   * Default: a number that the last step tells.
   */
  readonly precondition?: (vector: Float64Array) => void;
}

/**
 * The minimum of a smooth convex function by L-BFGS with a backtracking line search: the value never rises. Nocedal and
 * Wright, Numerical Optimization, 2006, algorithm 7.4.
 */
export function minimise(
  evaluate: Objective,
  start: Float64Array,
  { maxSteps, memory = 8, tolerance = 1e-9, precondition }: MinimiseOptions,
): { readonly point: Float64Array; readonly value: number } {
  let point: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(point.length);
  let value = evaluate(point, gradient);
  const pairs: { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[] = [];
  for (let step = 0; step < maxSteps; step++) {
    const direction = twoLoops(gradient, pairs, precondition);
    const slope = dot(direction, gradient);
    if (!(slope < 0)) break;
    // The first step knows no scale yet.
    let scale =
      pairs.length === 0 && precondition === undefined ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    const fresh = new Float64Array(point.length);
    let next = point;
    let reached = Number.POSITIVE_INFINITY;
    for (; scale > 1e-12; scale /= 2) {
      next = moved(point, scale, direction);
      reached = evaluate(next, fresh);
      // Armijo's rule.
      if (reached <= value + 1e-4 * scale * slope) break;
    }
    if (!(reached < value)) break;
    const s = moved(next, -1, point);
    const y = moved(fresh, -1, gradient);
    const curvature = dot(s, y);
    if (curvature > 1e-12 * dot(y, y)) {
      pairs.push({ s, y, rho: 1 / curvature });
      if (pairs.length > memory) pairs.shift();
    }
    const gain = value - reached;
    [point, gradient, value] = [next, fresh, reached];
    if (gain <= tolerance * Math.abs(value)) break;
  }
  return { point, value };
}

/** `from + scale * along`. */
function moved(from: Float64Array, scale: number, along: Float64Array): Float64Array {
  const to = new Float64Array(from.length);
  for (let i = 0; i < to.length; i++) to[i] = from[i]! + scale * along[i]!;
  return to;
}

/** Minus the gradient times the estimate of the inverse curvature. */
function twoLoops(
  gradient: Float64Array,
  pairs: readonly { readonly s: Float64Array; readonly y: Float64Array; readonly rho: number }[],
  precondition: MinimiseOptions['precondition'],
): Float64Array {
  const q = moved(new Float64Array(gradient.length), -1, gradient);
  const alphas = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { s, y, rho } = pairs[k]!;
    const alpha = rho * dot(s, q);
    alphas[k] = alpha;
    for (let i = 0; i < q.length; i++) q[i] = q[i]! - alpha * y[i]!;
  }
  const last = pairs.at(-1);
  if (precondition !== undefined) precondition(q);
  else if (last !== undefined) scaleBy(q, 1 / (last.rho * dot(last.y, last.y)));
  for (const [k, { s, y, rho }] of pairs.entries()) {
    const beta = rho * dot(y, q);
    for (let i = 0; i < q.length; i++) q[i] = q[i]! + (alphas[k]! - beta) * s[i]!;
  }
  return q;
}

function scaleBy(vector: Float64Array, factor: number): void {
  for (let i = 0; i < vector.length; i++) vector[i] = vector[i]! * factor;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
