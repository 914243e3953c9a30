import { MillraceError } from '../../errors.ts';
import { Timestamp } from '../../timestamp.ts';
import type { InputSlot } from '../input-slot.ts';
import {
  type InputPolicy,
  type InputPolicySpec,
  NOT_READY,
  READY_FOR_CLOSE,
  READY_FOR_PROCESS,
  type Readiness,
} from './input-policy.ts';
import { SyncSet } from './sync-set.ts';
import { inputPlace } from './tag-index.ts';

/**
 * Groups of inputs, each synchronised on its own; the group with the smallest ready time goes first (MediaPipe's
 * SyncSetInputStreamHandler).
 *
 * Options: `sync_set`, a list of `{tag_index: [TAG:index …]}`. Inputs in none form one more set.
 */
export class SyncSetPolicy implements InputPolicy {
  time: Timestamp = Timestamp.Unset;
  readonly syncSets: number;
  readonly #sets: readonly SyncSet[];
  /** The time at which each set was found ready and not yet taken; `Unset` for none, `Done` for a finished set. */
  readonly #readyAt: Timestamp[];

  /** @throws MillraceError (INVALID_ARGUMENT) for an unknown input or one in two sets. */
  constructor(spec: InputPolicySpec) {
    const rest = new Set(spec.queues.keys());
    const groups = asList(spec.options['sync_set']).map(entry =>
      asList(entry !== null && typeof entry === 'object' && 'tag_index' in entry ? entry.tag_index : []).map(
        tagIndex => {
          const place = inputPlace(spec, 'sync_set', tagIndex);
          if (rest.delete(place)) return place;
          throw new MillraceError(
            'INVALID_ARGUMENT',
            `node "${spec.node}": sync_set names the input "${String(tagIndex)}" twice. An input belongs to one set.`,
          );
        },
      ),
    );
    if (rest.size > 0) groups.push([...rest]);
    this.#sets = groups.map(places => {
      const queues = places.flatMap(place => spec.queues[place] ?? []);
      return new SyncSet(queues, places, spec.processTimestampBounds);
    });
    this.#readyAt = groups.map(() => Timestamp.Unset);
    this.syncSets = this.#sets.length;
  }

  readiness(): Readiness {
    let inputTime: Timestamp = Timestamp.Done;
    let minBound: Timestamp = Timestamp.Done;
    for (const [i, set] of this.#sets.entries()) {
      // A set that was found ready stays so until it is taken: its own bookkeeping has moved on.
      if (this.#readyAt[i] === Timestamp.Unset) {
        const readiness = set.readiness();
        if (set.time < minBound) minBound = set.time;
        if (readiness === NOT_READY) continue;
        this.#readyAt[i] = readiness === READY_FOR_PROCESS ? set.time : Timestamp.Done;
      }
      const ready = this.#readyAt[i] ?? Timestamp.Done;
      if (ready < inputTime) inputTime = ready;
    }
    this.time = Math.min(inputTime, minBound);
    if (inputTime < Timestamp.Done) {
      this.time = inputTime;
      return READY_FOR_PROCESS;
    }
    return minBound === Timestamp.Done ? READY_FOR_CLOSE : NOT_READY;
  }

  fill(time: Timestamp, slots: readonly InputSlot[]): Timestamp {
    let taken = false;
    for (const [i, set] of this.#sets.entries()) {
      if (!taken && this.#readyAt[i] === time) {
        taken = true;
        set.fill(time, slots);
        this.#readyAt[i] = Timestamp.Unset;
      } else {
        set.fillBounds(slots);
      }
    }
    return time;
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
