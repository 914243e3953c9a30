/** The Euclidean norm of all gradients together. */
export function globalNorm(gradients: readonly ArrayLike<number>[]): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  return Math.sqrt(sum);
}

/** Scales gradients in place so that their global norm is at most `limit`. Pascanu et al., 2013. */
export function clipGradients(gradients: readonly Float32Array[], norm: number, limit: number): void {
  if (!(norm > limit)) return;
  const factor = limit / norm;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * factor;
}
