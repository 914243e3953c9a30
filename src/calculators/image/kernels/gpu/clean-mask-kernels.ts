import type { GpuKernel } from './kernel-runner.ts';
import { square } from './wgsl.ts';

const root = /* wgsl */ `
fn root(pixel: u32) -> u32 {
  var at = pixel;
  loop {
    let parent = atomicLoad(&parents[at]);
    if (parent == at) { return at; }
    at = parent;
  }
}
`;

const regions = /* wgsl */ `
struct Uniforms { width: u32, height: u32, smallestIsland: u32, smallestHole: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read_write> parents: array<atomic<u32>>;
${root}`;

/**
 * `cleanMask` on a GPU, equal to it to the bit, in four kernels: every pixel is a region of its own; neighbours of one side
 * join their regions, the lower root becoming the parent by an atomic minimum (Komura, 2015); regions count their pixels;
 * what is too small changes sides. Parents only fall, so joining ends whatever order the pixels come in.
 */
export const cleanMaskKernels: Readonly<Record<'begin' | 'join' | 'count' | 'apply', GpuKernel>> = {
  begin: {
    name: 'clean mask: begin',
    workgroup: square,
    code: /* wgsl */ `
struct Uniforms { width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read_write> parents: array<u32>;
@group(0) @binding(2) var<storage, read_write> sizes: array<u32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  parents[i] = i;
  sizes[i] = 0u;
}`,
  },
  join: {
    name: 'clean mask: join',
    workgroup: square,
    code: /* wgsl */ `${regions}
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
  let inside = mask[i] >= 0.5;
  if (id.x > 0u && (mask[i - 1u] >= 0.5) == inside) { join(i, i - 1u); }
  if (id.y > 0u && (mask[i - u.width] >= 0.5) == inside) { join(i, i - u.width); }
}`,
  },
  count: {
    name: 'clean mask: count',
    workgroup: square,
    code: /* wgsl */ `
struct Uniforms { width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read_write> parents: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read_write> sizes: array<atomic<u32>>;
${root}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  atomicAdd(&sizes[root(id.y * u.width + id.x)], 1u);
}`,
  },
  apply: {
    name: 'clean mask: apply',
    workgroup: square,
    code: /* wgsl */ `${regions}
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
