import type { Peer } from './peer.ts';

/** Sends a message that nobody waits for. */
export function tell(peer: Peer, method: string, args: readonly unknown[]): void {
  peer.call(method, args).catch(() => undefined);
}
