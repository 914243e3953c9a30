import type { GpuKernel } from './kernel-runner.ts';
import { pixelWgsl, square } from './wgsl.ts';

/** `composite` on a GPU, within one step of 8 bits; mask 0 and 1 give the bytes of either picture. */
export const compositeKernel: GpuKernel = {
  name: 'composite',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> foreground: array<u32>;
@group(0) @binding(2) var<storage, read> background: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> goal: array<u32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let p = id.y * u.width + id.x;
  let a = u32(round(clamp(mask[p], 0.0, 1.0) * 255.0));
  let shift = vec4u(0u, 8u, 16u, 24u);
  let f = (vec4u(foreground[p]) >> shift) & vec4u(255u);
  let b = (vec4u(background[p]) >> shift) & vec4u(255u);
  let sum = f * a + b * (255u - a) + 128u;
  let mixed = ((sum + (sum >> vec4u(8u))) >> vec4u(8u)) << shift;
  goal[p] = mixed.x | mixed.y | mixed.z | mixed.w;
}`,
};

/** `lightWrap` on a GPU, within one step of 8 bits. */
export const lightWrapKernel: GpuKernel = {
  name: 'light wrap',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, lo: f32, hi: f32, strength: f32, additive: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> frame: array<u32>;
@group(0) @binding(2) var<storage, read> background: array<u32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;
@group(0) @binding(4) var<storage, read_write> goal: array<u32>;
${pixelWgsl}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let p = id.y * u.width + id.x;
  let m = clamp(mask[p], 0.0, 1.0);
  let t = clamp((m - u.lo) / (u.hi - u.lo), 0.0, 1.0);
  let alpha = t * t * (3.0 - 2.0 * t);
  var wrap = 1.0;
  if (u.hi < 1.0) { wrap = 1.0 - max(0.0, m - u.hi) / (1.0 - u.hi); }
  let front = unpack(frame[p]);
  let f = front.rgb / 255.0;
  let under = unpack(background[p]).rgb / 255.0;
  let light = u.strength * wrap * under;
  let lit = select(1.0 - (1.0 - f) * (1.0 - light), min(vec3f(1.0), f + light), vec3<bool>(u.additive != 0u));
  goal[p] = pack(vec4f((under + (lit - under) * alpha) * 255.0 + 0.5, front.w));
}`,
};
