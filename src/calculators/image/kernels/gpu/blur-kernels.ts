import type { GpuKernel } from './kernel-runner.ts';
import { areaSpanWgsl, linearSpanWgsl, pixelWgsl, square } from './wgsl.ts';

/** `weightedDownsample` on a GPU, within 0.01 of 255 and 1e-5 of the weight. */
export const weightedDownsampleKernel: GpuKernel = {
  name: 'weighted downsample',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { fromWidth: u32, fromHeight: u32, width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> frame: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read_write> goal: array<vec4f>;
${pixelWgsl}${areaSpanWgsl}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let xs = areaSpan(id.x, u.fromWidth, u.width);
  let ys = areaSpan(id.y, u.fromHeight, u.height);
  var sum = vec4f(0.0);
  for (var j = 0u; j < ys.count; j++) {
    let wy = weightAt(ys, j);
    let row = (ys.start + j) * u.fromWidth + xs.start;
    for (var i = 0u; i < xs.count; i++) {
      let w = wy * weightAt(xs, i) * (1.0 - clamp(mask[row + i], 0.0, 1.0));
      sum += w * vec4f(unpack(frame[row + i]).rgb, 1.0);
    }
  }
  let c = sum.w * (f32(u.width) * f32(u.height)) / (f32(u.fromWidth) * f32(u.fromHeight));
  var colour = vec3f(0.0);
  if (c > 1e-6) { colour = sum.rgb / sum.w; }
  goal[id.y * u.width + id.x] = vec4f(colour, c);
}`,
};

/** One pass of `weightedBlur` along x (`step` 1, 0) or y (0, 1) on a GPU, within 0.01 of 255. */
export const weightedBlurKernel: GpuKernel = {
  name: 'weighted blur',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { width: u32, height: u32, stepX: i32, stepY: i32, radius: i32, falloff: f32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<vec4f>;
@group(0) @binding(2) var<storage, read_write> goal: array<vec4f>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let last = vec2i(i32(u.width) - 1, i32(u.height) - 1);
  let at = vec2i(id.xy);
  let here = source[id.y * u.width + id.x];
  var sum = vec3f(0.0);
  var norm = 0.0;
  for (var k = -u.radius; k <= u.radius; k++) {
    let q = clamp(at + k * vec2i(u.stepX, u.stepY), vec2i(0), last);
    let pixel = source[u32(q.y) * u.width + u32(q.x)];
    let w = exp(f32(k * k) * u.falloff) * pixel.w;
    sum += w * pixel.rgb;
    norm += w;
  }
  var colour = here.rgb;
  if (norm > 1e-6) { colour = sum / norm; }
  goal[id.y * u.width + id.x] = vec4f(colour, here.w);
}`,
};

/** `blendBlurred` on a GPU, within one step of 8 bits; where the mask is 1 the frame's bytes. */
export const blendBlurredKernel: GpuKernel = {
  name: 'blend blurred',
  workgroup: square,
  code: /* wgsl */ `
struct Uniforms { lowWidth: u32, lowHeight: u32, width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> frame: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<f32>;
@group(0) @binding(3) var<storage, read> low: array<vec4f>;
@group(0) @binding(4) var<storage, read_write> goal: array<u32>;
${pixelWgsl}${linearSpanWgsl}
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  let p = id.y * u.width + id.x;
  let xs = linearSpan(id.x, u.lowWidth, u.width);
  let ys = linearSpan(id.y, u.lowHeight, u.height);
  let top = ys.low * u.lowWidth;
  let bottom = ys.high * u.lowWidth;
  let a = mix(low[top + xs.low].rgb, low[top + xs.high].rgb, xs.fraction);
  let b = mix(low[bottom + xs.low].rgb, low[bottom + xs.high].rgb, xs.fraction);
  let sharp = unpack(frame[p]);
  let background = mix(a, b, ys.fraction);
  let m = clamp(mask[p], 0.0, 1.0);
  let mixed = background + (sharp.rgb - background) * m + 0.5;
  goal[p] = pack(vec4f(select(mixed, sharp.rgb, vec3<bool>(m == 1.0)), sharp.w));
}`,
};
