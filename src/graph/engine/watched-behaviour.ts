import { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';

/** The calculator of a node in a run that somebody watches: every call is timed, and its end is the time of what it sends. */
export class WatchedBehaviour extends NodeBehaviour {
  override processPlain(call: NodeCall): boolean {
    const hasEnded = this.process(call);
    if (hasEnded) this.watch?.delivers();
    return hasEnded;
  }
}
