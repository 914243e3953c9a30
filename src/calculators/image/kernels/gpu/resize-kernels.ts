import type { GpuKernel } from './kernel-runner.ts';
import { areaSpanWgsl, linearSpanWgsl, pixelWgsl, square } from './wgsl.ts';

/** Where pixels come from: packed bytes in a buffer, a texture, or a frame of the browser. */
export type PixelSourceKind = 'buffer' | 'texture' | 'external';

const load: Readonly<Record<PixelSourceKind, string>> = {
  buffer: /* wgsl */ `
@group(0) @binding(1) var<storage, read> source: array<u32>;
fn load(x: u32, y: u32) -> vec4f { return unpack(source[y * u.stride + x]); }`,
  texture: /* wgsl */ `
@group(0) @binding(1) var source: texture_2d<f32>;
fn load(x: u32, y: u32) -> vec4f { return vec4f(textureLoad(source, vec2u(x, y), 0).rgb * 255.0, 255.0); }`,
  external: /* wgsl */ `
@group(0) @binding(1) var source: texture_external;
fn load(x: u32, y: u32) -> vec4f { return vec4f(textureLoad(source, vec2u(x, y)).rgb * 255.0, 255.0); }`,
};

const resample = (kind: PixelSourceKind): string => /* wgsl */ `
struct Uniforms {
  // The source: its row length, and the part that is read.
  stride: u32, cropX: u32, cropY: u32, cropWidth: u32, cropHeight: u32,
  // The target, and where in it the picture lies.
  width: u32, height: u32, boxX: u32, boxY: u32, boxWidth: u32, boxHeight: u32,
  bilinear: u32, planar: u32, offset: f32, scale: f32,
}
@group(0) @binding(0) var<uniform> u: Uniforms;
${pixelWgsl}${areaSpanWgsl}${linearSpanWgsl}${load[kind]}
fn area(x: u32, y: u32) -> vec4f {
  let xs = areaSpan(x, u.cropWidth, u.boxWidth);
  let ys = areaSpan(y, u.cropHeight, u.boxHeight);
  var sum = vec4f(0.0);
  for (var j = 0u; j < ys.count; j++) {
    var row = vec4f(0.0);
    for (var i = 0u; i < xs.count; i++) {
      row += weightAt(xs, i) * load(u.cropX + xs.start + i, u.cropY + ys.start + j);
    }
    sum += weightAt(ys, j) * row;
  }
  return sum * (f32(u.boxWidth) * f32(u.boxHeight)) / (f32(u.cropWidth) * f32(u.cropHeight));
}
fn linear(x: u32, y: u32) -> vec4f {
  let xs = linearSpan(x, u.cropWidth, u.boxWidth);
  let ys = linearSpan(y, u.cropHeight, u.boxHeight);
  let top = mix(load(u.cropX + xs.low, u.cropY + ys.low), load(u.cropX + xs.high, u.cropY + ys.low), xs.fraction);
  let bottom = mix(load(u.cropX + xs.low, u.cropY + ys.high), load(u.cropX + xs.high, u.cropY + ys.high), xs.fraction);
  return mix(top, bottom, ys.fraction);
}
fn sampled(x: u32, y: u32) -> vec4f {
  if (u.bilinear != 0u) { return linear(x, y); }
  return area(x, y);
}`;

const toRgba = (kind: PixelSourceKind): GpuKernel => ({
  name: `resize ${kind} to rgba8`,
  workgroup: square,
  code: /* wgsl */ `${resample(kind)}
@group(0) @binding(2) var<storage, read_write> goal: array<u32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  goal[id.y * u.width + id.x] = pack(sampled(id.x, id.y) + 0.5);
}`,
});

const toTensor = (kind: PixelSourceKind): GpuKernel => ({
  name: `resize ${kind} to tensor`,
  workgroup: square,
  code: /* wgsl */ `${resample(kind)}
@group(0) @binding(2) var<storage, read_write> goal: array<f32>;
@compute @workgroup_size(8, 8) fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= u.width || id.y >= u.height) { return; }
  var c = vec3f(u.offset);
  let x = id.x - u.boxX;
  let y = id.y - u.boxY;
  // Left of and above the box the difference wraps around, to far beyond its size.
  if (x < u.boxWidth && y < u.boxHeight) { c += u.scale * sampled(x, y).rgb; }
  let pixel = id.y * u.width + id.x;
  let plane = select(1u, u.width * u.height, u.planar != 0u);
  let at = select(pixel * 3u, pixel, u.planar != 0u);
  goal[at] = c.r;
  goal[at + plane] = c.g;
  goal[at + 2u * plane] = c.b;
}`,
});

/** `resizeRgba` on a GPU, within one step of 8 bits. Textures and frames count as opaque. */
export const resizeRgbaKernels: Readonly<Record<PixelSourceKind, GpuKernel>> = {
  buffer: toRgba('buffer'),
  texture: toRgba('texture'),
  external: toRgba('external'),
};

/** `resizeToTensor` on a GPU with letterboxing, within 1e-5 of the range's width. */
export const resizeToTensorKernels: Readonly<Record<PixelSourceKind, GpuKernel>> = {
  buffer: toTensor('buffer'),
  texture: toTensor('texture'),
  external: toTensor('external'),
};
