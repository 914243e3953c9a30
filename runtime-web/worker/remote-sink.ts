import type { Sink } from '../sinks/sink.ts';
import type { Peer } from './peer.ts';
import { tell } from './tell.ts';
import type { RemoteSinkInfo } from './worker-messages.ts';

/** A sink of the page for a graph in a worker: frames are handed over, a canvas is here already. */
export function remoteSink(peer: Peer, { stream, takes, canvas }: RemoteSinkInfo): Sink {
  if (canvas !== undefined) return { takes: 'canvas', canvas };
  if (takes === 'packets') return ({ timestamp, value }) => tell(peer, 'packet', [stream, timestamp, plain(value)]);
  return {
    takes: 'frames',
    async open() {
      await peer.call('sinkOpen', [stream]);
      return {
        async write(frame) {
          try {
            await peer.call<undefined>('sinkWrite', [stream, frame], [frame]);
          } finally {
            // Handed over, this is no frame any more; when the page has gone, it is still one.
            frame.close();
          }
        },
        close: () => peer.call<undefined>('sinkClose', [stream]),
        abort: () => peer.call<undefined>('sinkAbort', [stream]).catch(() => undefined),
      };
    },
  };
}

/** A value without functions, such as the `release` of a picture. Buffers are copied: the worker keeps its own. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  const fields = Object.entries(value).filter(([, one]) => typeof one !== 'function');
  return Object.fromEntries(
    fields.map(([name, one]) => [name, ArrayBuffer.isView(one) && 'slice' in one ? copyOf(one) : plain(one)]),
  );
}

/** Only what the view shows: below it may lie the whole memory of the kernels. */
function copyOf(view: ArrayBufferView & { readonly slice: unknown }): unknown {
  return (view as unknown as Uint8Array).slice();
}
