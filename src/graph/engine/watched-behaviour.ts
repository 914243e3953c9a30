import { NodeBehaviour } from './node-behaviour.ts';
import type { NodeCall } from './node-call.ts';

/** The calculator of a node in a run that somebody watches: every call is timed. */
export class WatchedBehaviour extends NodeBehaviour {
  override processPlain(call: NodeCall): boolean {
    return this.process(call);
  }
}
