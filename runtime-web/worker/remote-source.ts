import type { Source, SourceItem } from '../sources/source.ts';
import type { Peer } from './peer.ts';
import { tell } from './tell.ts';
import type { RemoteSourceInfo } from './worker-messages.ts';

/** A source of the page for a graph in a worker: the page opens it and hands its frames over. */
export function remoteSource(peer: Peer, { stream, gives, live }: RemoteSourceInfo): Source {
  return {
    gives,
    live,
    async open({ signal }) {
      signal.throwIfAborted();
      const close = () => tell(peer, 'sourceClose', [stream]);
      signal.addEventListener('abort', close, { once: true });
      const label = await peer.call<string>('sourceOpen', [stream]);
      return {
        label,
        read: () => peer.call<SourceItem | undefined>('sourceRead', [stream]),
        close,
      };
    },
  };
}
