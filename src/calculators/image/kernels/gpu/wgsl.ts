/** The square workgroup of kernels over pictures. */
export const square = [8, 8] as const;

/** `unpack` and `pack`: a pixel's four bytes as floats 0..255 and back, rounding down. */
export const pixelWgsl = /* wgsl */ `
fn unpack(p: u32) -> vec4f {
  return vec4f(f32(p & 255u), f32((p >> 8u) & 255u), f32((p >> 16u) & 255u), f32(p >> 24u));
}
fn pack(c: vec4f) -> u32 {
  let b = vec4u(clamp(c, vec4f(0.0), vec4f(255.0)));
  return b.x | (b.y << 8u) | (b.z << 16u) | (b.w << 24u);
}
`;

/**
 * `areaSpan`: which source samples a target sample covers along one axis, see `areaSpans`. In whole numbers, so that boxes
 * begin and end exactly where the definition says.
 */
export const areaSpanWgsl = /* wgsl */ `
struct Span { start: u32, count: u32, first: f32, last: f32 }
fn areaSpan(i: u32, source: u32, goal: u32) -> Span {
  let a = i * source;
  let b = a + source;
  let start = a / goal;
  let end = (b + goal - 1u) / goal;
  let count = end - start;
  let whole = f32(source) / f32(goal);
  let first = f32((start + 1u) * goal - a) / f32(goal);
  let last = f32(b - (end - 1u) * goal) / f32(goal);
  return Span(start, count, select(first, whole, count == 1u), select(last, whole, count == 1u));
}
fn weightAt(s: Span, j: u32) -> f32 {
  return select(select(1.0, s.last, j == s.count - 1u), s.first, j == 0u);
}
`;

/** `linearSpan`: the two source samples beside a target sample and the weight of the second, see `linearSpans`. */
export const linearSpanWgsl = /* wgsl */ `
struct Pair { low: u32, high: u32, fraction: f32 }
fn linearSpan(i: u32, source: u32, goal: u32) -> Pair {
  let position = i32((2u * i + 1u) * source) - i32(goal);
  if (position <= 0) { return Pair(0u, min(1u, source - 1u), 0.0); }
  let low = u32(position) / (2u * goal);
  if (low >= source - 1u) { return Pair(source - 1u, source - 1u, 0.0); }
  return Pair(low, low + 1u, f32(u32(position) % (2u * goal)) / f32(2u * goal));
}
`;
