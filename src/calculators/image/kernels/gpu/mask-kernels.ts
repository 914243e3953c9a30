import type { GpuKernel } from './kernel-runner.ts';
import { linearSpanWgsl, square } from './wgsl.ts';

/** `segmentationActivation` on a GPU, within 1e-6. */
export const activationKernel: GpuKernel = {
  name: 'segmentation activation',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, channels: u32, channel: u32, activation: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  let p = i * u.channels + u.channel;
  var value = source[p];
  if (u.activation == 2u) { value -= source[i * 2u + 1u - u.channel]; }
  // Beyond 80 the result is 0 or 1 in single precision, and exp would overflow.
  goal[i] = select(1.0 / (1.0 + exp(-clamp(value, -80.0, 80.0))), value, u.activation == 0u);
}`,
};

/** `upsampleMask` on a GPU, within 1e-6. */
export const upsampleMaskKernel: GpuKernel = {
  name: 'upsample mask',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { fromWidth: u32, fromHeight: u32, width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> goal: array<f32>;
${linearSpanWgsl}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let xs = linearSpan(id.x, u.fromWidth, u.width);
  let ys = linearSpan(id.y, u.fromHeight, u.height);
  let top = ys.low * u.fromWidth;
  let bottom = ys.high * u.fromWidth;
  let a = mix(source[top + xs.low], source[top + xs.high], xs.fraction);
  let b = mix(source[bottom + xs.low], source[bottom + xs.high], xs.fraction);
  goal[id.y * u.width + id.x] = mix(a, b, ys.fraction);
}`,
};

/** `smoothMask` on a GPU, within 1e-5. */
export const smoothMaskKernel: GpuKernel = {
  name: 'smooth mask',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, ratio: f32, c1: f32, c2: f32, c3: f32, c4: f32, c5: f32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> current: array<f32>;
@group(0) @binding(2) var<storage, read> previous: array<f32>;
@group(0) @binding(3) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  let now = current[i];
  let t = now - 0.5;
  let x = t * t;
  let unsure = 1.0 - min(1.0, x * (u.c1 + x * (u.c2 + x * (u.c3 + x * (u.c4 + x * u.c5)))));
  goal[i] = now + (previous[i] - now) * unsure * u.ratio;
}`,
};
