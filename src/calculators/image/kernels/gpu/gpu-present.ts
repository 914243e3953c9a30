import type { GpuImageKernels, GpuPixels } from './gpu-image-kernels.ts';
import type { GpuKernelHost } from './gpu-kernel-host.ts';
import { presentShader } from './present-shader.ts';
import { sameSize } from './same-size.ts';

/** Pictures painted over textures of a page. */
export function gpuPresent({ bufferOf, device, runner }: GpuKernelHost): Pick<GpuImageKernels, 'present'> {
  const painters = new Map<string, GPURenderPipeline>();
  const painter = (format: GpuPixels['format'], target: GPUTextureFormat): GPURenderPipeline => {
    const key = `${format} ${target}`;
    const known = painters.get(key);
    if (known !== undefined) return known;
    const module = device.createShaderModule({ label: `present ${key}`, code: presentShader(format) });
    const made = device.createRenderPipeline({
      label: `present ${key}`,
      layout: 'auto',
      vertex: { module, entryPoint: 'corner' },
      fragment: { module, entryPoint: 'paint', targets: [{ format: target }] },
    });
    painters.set(key, made);
    return made;
  };

  return {
    present(source, target) {
      sameSize('present', 'picture and target', source, target);
      const pipeline = painter(source.format, target.format);
      const block = runner.uniforms([source.width, source.height]);
      const pass = runner.encoder().beginRenderPass({
        colorAttachments: [{ view: target.createView(), loadOp: 'clear', storeOp: 'store' }],
      });
      pass.setPipeline(pipeline);
      pass.setBindGroup(
        0,
        device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: [
            { binding: 0, resource: block },
            { binding: 1, resource: { buffer: bufferOf('present', 'picture', source, source.format) } },
          ],
        }),
      );
      pass.draw(3);
      pass.end();
      runner.flush();
    },
  };
}
