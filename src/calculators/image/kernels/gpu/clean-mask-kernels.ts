import type { GpuKernel } from './kernel-runner.ts';
import { square } from './wgsl.ts';

/** Pixels of a row whose runs one workgroup finds together. */
const STRIP = 256;
/** `STRIP` pixels of one row. */
const strip = [STRIP, 1] as const;

const header = /* wgsl */ `
struct Uniforms { width: u32, height: u32, smallestIsland: u32, smallestHole: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read_write> parents: array<atomic<u32>>;
fn isInside(i: u32) -> bool { return mask[i] >= 0.5; }
// Whether a run begins at pixel i, which is pixel x of its row: runs end with their side, and with their strip.
fn begins(x: u32, i: u32) -> bool { return x % ${STRIP}u == 0u || isInside(i - 1u) != isInside(i); }
fn root(pixel: u32) -> u32 {
  var at = pixel;
  loop {
    let parent = atomicLoad(&parents[at]);
    if (parent == at) { return at; }
    at = parent;
  }
}
`;

/**
 * `cleanMask` on a GPU, equal to it to the bit, in four kernels. Pixels of one side beside each other are a run, whose first
 * pixel is the parent of all; runs that touch join their regions, the lower root becoming the parent by an atomic minimum
 * (Komura, 2015); runs tell their regions how long they are, and learn their roots; what is too small changes sides. Parents
 * only fall, so joining ends whatever order the runs come in. Only runs join and count: pixels that each did so would wait for
 * one another at the few roots of a mask, and follow chains as long as the picture is wide.
 */
export const cleanMaskKernels: Readonly<Record<'begin' | 'join' | 'count' | 'apply', GpuKernel>> = {
  begin: {
    name: 'clean mask: begin',
    workgroup: strip,
    code: /* wgsl */ `${header}
@group(0) @binding(3) var<storage, read_write> sizes: array<u32>;
var<workgroup> starts: array<u32, ${STRIP}>;
// The nearest beginning to the left of each pixel is the greatest so far (Hillis and Steele, 1986).
@compute @workgroup_size(${STRIP}, 1) fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
) {
  let x = id.x;
  let i = id.y * u.width + x;
  let here = x < u.width;
  var start = 0u;
  if (here && begins(x, i)) { start = i; }
  starts[local.x] = start;
  for (var step = 1u; step < ${STRIP}u; step = step * 2u) {
    workgroupBarrier();
    if (local.x >= step) { start = max(start, starts[local.x - step]); }
    workgroupBarrier();
    starts[local.x] = start;
  }
  if (here) {
    atomicStore(&parents[i], start);
    sizes[i] = 0u;
  }
}`,
  },
  join: {
    name: 'clean mask: join',
    workgroup: square,
    code: /* wgsl */ `${header}
fn join(p: u32, q: u32) {
  var a = root(p);
  var b = root(q);
  while (a != b) {
    if (a < b) { let c = a; a = b; b = c; }
    let before = atomicMin(&parents[a], b);
    if (before == a) { return; }
    // Somebody else has joined a in the meantime: its new parent and b belong together still.
    a = root(before);
    b = root(b);
  }
}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  let inside = isInside(i);
  let first = begins(id.x, i);
  if (first && id.x > 0u && isInside(i - 1u) == inside) { join(i, i - 1u); }
  if (id.y == 0u) { return; }
  let above = i - u.width;
  // Once for each pair of runs: where the later one of the two begins.
  if (isInside(above) == inside && (first || begins(id.x, above))) { join(i, above); }
}`,
  },
  count: {
    name: 'clean mask: count',
    workgroup: square,
    code: /* wgsl */ `${header}
@group(0) @binding(3) var<storage, read_write> sizes: array<atomic<u32>>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  if (id.x + 1u < u.width && !begins(id.x + 1u, i + 1u)) { return; }
  // The last pixel of a run. Only first pixels ever get another parent.
  var start = i;
  if (!begins(id.x, i)) { start = atomicLoad(&parents[i]); }
  let region = root(start);
  atomicAdd(&sizes[region], i - start + 1u);
  atomicStore(&parents[start], region);
}`,
  },
  apply: {
    name: 'clean mask: apply',
    workgroup: square,
    code: /* wgsl */ `${header}
@group(0) @binding(3) var<storage, read> sizes: array<u32>;
@group(0) @binding(4) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  let value = mask[i];
  let size = sizes[root(i)];
  let inside = value >= 0.5;
  let small = size < select(u.smallestHole, u.smallestIsland, inside);
  // The mirror of one half itself is the greatest float below: 0.5 - 2^-25.
  goal[i] = select(value, select(1.0 - value, min(1.0 - value, 0.49999997), inside), small);
}`,
  },
};
