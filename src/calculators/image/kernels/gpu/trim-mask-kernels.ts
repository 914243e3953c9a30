import type { GpuKernel } from './kernel-runner.ts';
import { square } from './wgsl.ts';

/** `trimMask` on a GPU, equal to it to the bit: `erode` leaves cores, `apply` keeps what of the mask lies near one. */
export const trimMaskKernels: Readonly<Record<'erode' | 'apply', GpuKernel>> = {
  erode: {
    name: 'trim mask: erode',
    workgroup: square,
    code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, radius: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read_write> core: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let first = max(id.xy, vec2u(u.radius)) - u.radius;
  let last = min(id.xy + u.radius, vec2u(u.width, u.height) - 1u);
  var inside = true;
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) { inside = inside && mask[y * u.width + x] >= 0.5; }
  }
  core[id.y * u.width + id.x] = select(0.0, 1.0, inside);
}`,
  },
  apply: {
    name: 'trim mask: apply',
    workgroup: square,
    code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, radius: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> mask: array<f32>;
@group(0) @binding(2) var<storage, read> core: array<f32>;
@group(0) @binding(3) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let first = max(id.xy, vec2u(u.radius)) - u.radius;
  let last = min(id.xy + u.radius, vec2u(u.width, u.height) - 1u);
  var near = false;
  for (var y = first.y; y <= last.y; y++) {
    for (var x = first.x; x <= last.x; x++) { near = near || core[y * u.width + x] >= 0.5; }
  }
  let i = id.y * u.width + id.x;
  let value = mask[i];
  // As in clean mask: 0.5 - 2^-25.
  goal[i] = select(value, min(1.0 - value, 0.49999997), value >= 0.5 && !near);
}`,
  },
};
