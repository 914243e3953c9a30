import type { GpuKernel } from './kernel-runner.ts';
import { areaSpanWgsl, pixelWgsl, square } from './wgsl.ts';

/** `downsampleMask` on a GPU, within 1e-5. */
export const downsampleMaskKernel: GpuKernel = {
  name: 'downsample mask',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { fromWidth: u32, fromHeight: u32, width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> goal: array<f32>;
${areaSpanWgsl}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let xs = areaSpan(id.x, u.fromWidth, u.width);
  let ys = areaSpan(id.y, u.fromHeight, u.height);
  var sum = 0.0;
  for (var j = 0u; j < ys.count; j++) {
    var row = 0.0;
    let p = (ys.start + j) * u.fromWidth + xs.start;
    for (var i = 0u; i < xs.count; i++) { row += weightAt(xs, i) * source[p + i]; }
    sum += weightAt(ys, j) * row;
  }
  goal[id.y * u.width + id.x] = sum * (f32(u.width) * f32(u.height)) / (f32(u.fromWidth) * f32(u.fromHeight));
}`,
};

/** `maskToRgba` on a GPU, within 1: where a value lies between two steps of 8 bits. */
export const maskToRgbaKernel: GpuKernel = {
  name: 'mask to rgba8',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<f32>;
@group(0) @binding(2) var<storage, read_write> goal: array<u32>;
${pixelWgsl}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  let level = clamp(source[i], 0.0, 1.0) * 255.0 + 0.5;
  goal[i] = pack(vec4f(level, level, level, 255.0));
}`,
};

/** `rgbaToMask` on a GPU, within 1e-6. */
export const rgbaToMaskKernel: GpuKernel = {
  name: 'rgba8 to mask',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, channel: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<u32>;
@group(0) @binding(2) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let i = id.y * u.width + id.x;
  goal[i] = f32((source[i] >> (8u * u.channel)) & 255u) / 255.0;
}`,
};
