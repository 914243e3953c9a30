import { CustomVideoDecoder } from 'mediabunny';

/**
 * Makes the video decoders that `register` hands to mediabunny report their faults through `onError`.
 *
 * mediabunny calls a decoder's methods one after the other as links of one chain of promises. When a link rejects, the
 * closing of the decoder, which is the last one, never runs, and its promise is rejected with nobody listening: Node ends
 * the process for that. A damaged file must not. The classes are not exported, so they are met where mediabunny checks
 * them: at `instanceof CustomVideoDecoder`.
 */
export function reportDecoderFaults(register: () => void): void {
  const met = new Set<CustomVideoDecoder>();
  Object.defineProperty(CustomVideoDecoder, Symbol.hasInstance, {
    configurable: true,
    value(this: object, candidate: unknown): boolean {
      const is = typeof candidate === 'object' && candidate !== null && Object.hasOwn(this, 'prototype');
      const fits = is && Object.prototype.isPrototypeOf.call(CustomVideoDecoder.prototype, candidate);
      if (fits && this === CustomVideoDecoder) met.add(candidate as CustomVideoDecoder);
      return fits;
    },
  });
  try {
    register();
  } finally {
    Reflect.deleteProperty(CustomVideoDecoder, Symbol.hasInstance);
  }
  for (const decoder of met) {
    // Each is called with its own instance as `this` below.
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const { decode, flush } = decoder;
    decoder.decode = async function (packet) {
      try {
        await decode.call(this, packet);
      } catch (error) {
        this.onError(error instanceof Error ? error : new Error(String(error)));
      }
    };
    decoder.flush = async function () {
      try {
        await flush.call(this);
      } catch (error) {
        this.onError(error instanceof Error ? error : new Error(String(error)));
      }
    };
  }
}
