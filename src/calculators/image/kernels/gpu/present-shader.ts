import { pixelWgsl } from './wgsl.ts';

/** Paints a picture (`rgba8`) or a mask (`grayf32`, in gray) over a whole render target of its size, opaque. */
export function presentShader(format: 'rgba8' | 'grayf32'): string {
  const read =
    format === 'rgba8' ? 'vec4f(unpack(source[i]).rgb / 255.0, 1.0)' : 'vec4f(vec3f(clamp(source[i], 0.0, 1.0)), 1.0)';
  return /* wgsl */ `
struct Uniforms { width: u32, height: u32 }
@group(0) @binding(0) var<uniform> u: Uniforms;
@group(0) @binding(1) var<storage, read> source: array<${format === 'rgba8' ? 'u32' : 'f32'}>;
${pixelWgsl}
// One triangle over everything.
@vertex fn corner(@builtin(vertex_index) i: u32) -> @builtin(position) vec4f {
  return vec4f(f32(i & 1u) * 4.0 - 1.0, f32(i >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}
@fragment fn paint(@builtin(position) at: vec4f) -> @location(0) vec4f {
  let i = min(u32(at.y), u.height - 1u) * u.width + min(u32(at.x), u.width - 1u);
  return ${read};
}`;
}
