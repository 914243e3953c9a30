import { checkComposite } from '../composite.ts';
import type { ImageKernels } from '../image-kernels.ts';
import { checkLightWrap } from '../light-wrap.ts';
import type { KernelHost } from './kernel-host.ts';

/** Two pictures made one by a mask. */
export function wasmComposite({ kernels, reference, run }: KernelHost): Pick<ImageKernels, 'lightWrap' | 'composite'> {
  return {
    lightWrap: (frame, background, mask, target, options) => {
      checkLightWrap(frame, background, mask, target, options);
      run(
        call =>
          kernels.lightWrap(
            call.input(frame.data),
            call.input(background.data),
            call.input(mask.data),
            call.output(target.data),
            mask.data.length,
            options.coverage[0],
            options.coverage[1],
            options.strength,
            options.blend === 'screen' ? 1 : 0,
          ),
        () => reference.lightWrap(frame, background, mask, target, options),
      );
    },
    composite: (foreground, background, mask, target) => {
      checkComposite(foreground, background, mask, target);
      run(
        call =>
          kernels.composite(
            call.input(foreground.data),
            call.input(background.data),
            call.input(mask.data),
            call.output(target.data),
            mask.data.length,
          ),
        () => reference.composite(foreground, background, mask, target),
      );
    },
  };
}
