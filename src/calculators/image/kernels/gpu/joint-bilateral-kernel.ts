import type { GpuKernel } from './kernel-runner.ts';
import { linearSpanWgsl, pixelWgsl, square } from './wgsl.ts';

/**
 * `jointBilateral` on a GPU, within 1e-4; `up` is the mask enlarged by `upsampleMaskKernel`. A window whose spread of mask
 * values lies within a rounding of `flatTolerance` may count as flat here and not there; the two differ by no more than
 * that tolerance then.
 */
export const jointBilateralKernel: GpuKernel = {
  name: 'joint bilateral',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms {
  width: u32, height: u32, maskWidth: u32, maskHeight: u32,
  radius: u32, stride: u32, space: f32, colour: f32, flatTolerance: f32,
}
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> guide: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> up: array<f32>;
@group(0) @binding(4) var<storage, read_write> goal: array<f32>;
${pixelWgsl}${linearSpanWgsl}
/** Whether the mask cells that a pixel's window can reach differ by at most the tolerance. */
fn isFlat(x: u32, y: u32) -> bool {
  let top = linearSpan(max(y, u.radius) - u.radius, u.maskHeight, u.height).low;
  let bottom = linearSpan(min(u.height - 1u, y + u.radius), u.maskHeight, u.height).high;
  let left = linearSpan(max(x, u.radius) - u.radius, u.maskWidth, u.width).low;
  let right = linearSpan(min(u.width - 1u, x + u.radius), u.maskWidth, u.width).high;
  var least = mask[top * u.maskWidth + left];
  var most = least;
  for (var r = top; r <= bottom; r++) {
    for (var c = left; c <= right; c++) {
      let value = mask[r * u.maskWidth + c];
      least = min(least, value);
      most = max(most, value);
    }
  }
  return most - least <= u.flatTolerance;
}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let p = id.y * u.width + id.x;
  if (isFlat(id.x, id.y)) {
    goal[p] = up[p];
    return;
  }
  let here = unpack(guide[p]).rgb;
  let reach = i32((u.radius / u.stride) * u.stride);
  let stride = i32(u.stride);
  let last = vec2i(i32(u.width) - 1, i32(u.height) - 1);
  var sum = 0.0;
  var norm = 0.0;
  for (var dy = -reach; dy <= reach; dy += stride) {
    let row = u32(clamp(i32(id.y) + dy, 0, last.y)) * u.width;
    for (var dx = -reach; dx <= reach; dx += stride) {
      let q = row + u32(clamp(i32(id.x) + dx, 0, last.x));
      let d = unpack(guide[q]).rgb - here;
      let w = exp(f32(dx * dx + dy * dy) * u.space + dot(d, d) * u.colour);
      sum += w * up[q];
      norm += w;
    }
  }
  goal[p] = sum / norm;
}`,
};
