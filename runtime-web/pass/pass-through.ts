import type { Poller } from '../../src/graph/index.ts';
import type { GpuEvent } from '../device/gpu-keeper.ts';
import type { PageFrame } from '../frames/page-frame.ts';
import { HeldFrame } from './held-frame.ts';
import { PassLane } from './pass-lane.ts';

/** Lets frames pass by a graph while its GPU is lost. */
export interface PassThrough {
  /** Frames that came out as they went in. */
  readonly passed: number;
  /** An output at which frames come out; closed by its reader. */
  lane(poller: Poller): PassLane;
  /** Ends a lane. */
  leave(lane: PassLane): void;
  /** A picture of the graph was lost before the lane had shown it: its frame is shown in its place, where it is still there. */
  lost(lane: PassLane, timestampUs: number): void;
  /** A frame of a lane was shown. */
  shown(lane: PassLane, frame: HeldFrame): void;
  /**
   * Takes over a frame and sends it into the graph by `add`, or past it. Settles when the next frame may come. Until the graph
   * has made something again after a loss, frames go both ways as far as the graph takes them.
   */
  send(timestampUs: number, value: PageFrame, add: (value: PageFrame) => Promise<void>): Promise<void>;
  /** Settles when the graph has taken what was sent into it. */
  entered(): Promise<void>;
  /** The device is lost, back, or gone for good: then WebAssembly goes on. */
  gpu(kind: GpuEvent['kind']): void;
  /** Closes what is held. */
  close(): void;
}

/** Frames that are held while the graph works on them. More than graphs have in work; decoders have few. */
const MOST_HELD = 8;

/**
 * Makes one, for one input. Of each frame that is in the graph a second handle is held (no copy of its pixels), until a
 * picture of its time or later is shown at every lane. At a loss those frames come out as they are, and those that follow pass by;
 * what the graph makes of them afterwards comes too late.
 *
 * @param isLost - whether the device is lost to begin with.
 */
export function createPassThrough(isLost = false): PassThrough {
  const lanes = new Set<PassLane>();
  let held: HeldFrame[] = [];
  let state: 'up' | 'lost' | 'returning' = isLost ? 'lost' : 'up';
  /** While the graph returns: the first frame that it got. */
  let since = Number.POSITIVE_INFINITY;
  /** The graph is taking a frame. */
  let entering: Promise<void> | undefined;
  let isLostNow: () => void = () => undefined;
  let passed = 0;

  const trim = (upTo: number): void => {
    const done = held.filter(one => one.timestampUs <= upTo);
    held = held.filter(one => one.timestampUs > upTo);
    for (const one of done) one.release();
  };
  /** Shows a frame at every lane, and lets go of it. */
  const pass = async (frame: HeldFrame): Promise<void> => {
    const shown = [...lanes].map(lane => lane.show(frame));
    frame.release();
    await Promise.all(shown);
  };
  const enter = (value: PageFrame, add: (value: PageFrame) => Promise<void>): Promise<void> => {
    const adding = add(value).finally(() => {
      if (entering === adding) entering = undefined;
    });
    entering = adding;
    return adding;
  };
  const twin = (value: PageFrame): PageFrame => ({ ...value, frame: value.frame.clone() });

  return {
    get passed() {
      return passed;
    },
    lane(poller) {
      const lane = new PassLane(poller, {
        made(timestampUs) {
          if (state === 'returning' && timestampUs >= since) state = 'up';
        },
        shown: () => trim(Math.min(...[...lanes].map(one => one.shownUpTo))),
      });
      lanes.add(lane);
      return lane;
    },
    leave(lane) {
      lanes.delete(lane);
      lane.close();
    },
    lost(lane, timestampUs) {
      const frame = held.find(one => one.timestampUs === timestampUs);
      // Nobody waits for it; it is closed with the lane.
      if (frame !== undefined) lane.show(frame).catch(() => undefined);
    },
    shown(lane, frame) {
      if (!frame.wasShown) passed += 1;
      frame.wasShown = true;
      lane.shown(frame.timestampUs, false);
    },
    async send(timestampUs, value, add) {
      if (state === 'up') {
        held.push(new HeldFrame(timestampUs, twin(value)));
        if (held.length > MOST_HELD) held.shift()?.release();
        const untilLost = new Promise<void>(resolve => {
          isLostNow = resolve;
        });
        // A graph that is full takes nothing while its importer waits for another device.
        await Promise.race([enter(value, add), untilLost]);
        return;
      }
      if (state === 'returning' && entering === undefined) {
        since = Math.min(since, timestampUs);
        enter(twin(value), add).catch(() => undefined);
      }
      await pass(new HeldFrame(timestampUs, value));
    },
    entered: async () => {
      await entering?.catch(() => undefined);
    },
    gpu(kind) {
      if (kind !== 'lost') {
        if (state === 'lost') state = 'returning';
        return;
      }
      state = 'lost';
      since = Number.POSITIVE_INFINITY;
      for (const frame of held.splice(0)) pass(frame).catch(() => undefined);
      isLostNow();
    },
    close() {
      for (const frame of held.splice(0)) frame.release();
    },
  };
}
