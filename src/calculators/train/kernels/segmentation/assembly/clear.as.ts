/** Vectors, not memory.fill: calls out of WebAssembly cost more than the few bytes they would write. */
export function clear(from: usize, end: usize): void {
  const zero = f32x4.splat(0);
  for (; from < end; from += 16) v128.store(from, zero);
}
