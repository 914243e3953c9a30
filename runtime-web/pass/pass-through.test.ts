import { afterEach, beforeEach, expect, it } from 'vitest';
import { Packet, type Poller } from '../../src/graph/index.ts';
import type { PassLane } from './pass-lane.ts';
import { createPassThrough } from './pass-through.ts';

/** Counts the handles of frames that are open. */
let open = 0;
const frame = () => {
  open += 1;
  return { clone: frame, close: () => void (open -= 1) } as unknown as VideoFrame;
};
beforeEach(() => {
  open = 0;
});
afterEach(() => expect(open).toBe(0));

/** What a graph makes, as a poller gives it. */
function made() {
  const packets: (Packet | undefined)[] = [];
  const waiting: ((packet: Packet | undefined) => void)[] = [];
  const serve = () => {
    while (packets.length > 0 && waiting.length > 0) waiting.shift()?.(packets.shift());
  };
  const poller: Poller = {
    next: () =>
      new Promise(resolve => {
        waiting.push(resolve);
        serve();
      }),
    queueSize: 0,
    setMaxQueueSize: () => undefined,
    close: () => undefined,
  };
  const emit = (...times: (number | undefined)[]) => {
    packets.push(...times.map(time => (time === undefined ? undefined : new Packet(time, 'picture'))));
    serve();
  };
  return { poller, emit };
}

/** Shows everything: numbers are pictures of the graph, texts are frames. */
function show(pass: ReturnType<typeof createPassThrough>, lane: PassLane) {
  const shown: (number | string)[] = [];
  const run = async () => {
    for (let item = await lane.next(); item !== undefined; item = await lane.next()) {
      if ('frame' in item) {
        shown.push(`frame ${item.frame.timestampUs}`);
        pass.shown(lane, item.frame);
        item.frame.release();
      } else {
        shown.push(item.packet.timestamp);
        lane.shown(item.packet.timestamp, true);
      }
    }
    pass.leave(lane);
  };
  return { shown, ended: run() };
}

const turns = async () => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};

it('shows each frame once and in order: what the graph made, what was in it at a loss, and what passed by until it was back', async () => {
  const pass = createPassThrough();
  const { poller, emit } = made();
  const lane = pass.lane(poller);
  const { shown, ended } = show(pass, lane);
  const entered: number[] = [];
  const send = (time: number) =>
    pass.send(time, { frame: frame() }, async ({ frame: given }) => {
      entered.push(time);
      given.close();
    });
  for (const time of [1, 2, 3, 4]) await send(time);
  emit(1, 2);
  await turns();
  pass.gpu('lost');
  await send(5);
  pass.gpu('back');
  // Both ways: the graph has made nothing yet.
  await send(6);
  // Too late: a later frame was shown.
  emit(3, 4);
  await send(7);
  emit(6, 7);
  await turns();
  await send(8);
  emit(8, undefined);
  await ended;
  expect(shown).toEqual([1, 2, 'frame 3', 'frame 4', 'frame 5', 'frame 6', 'frame 7', 8]);
  expect(entered).toEqual([1, 2, 3, 4, 6, 7, 8]);
  expect(pass.passed).toBe(5);
  pass.close();
});

it('goes on when a full graph takes nothing more, and shows a frame in the place of a picture that was lost', async () => {
  const pass = createPassThrough();
  const { poller, emit } = made();
  const lane = pass.lane(poller);
  const { shown, ended } = show(pass, lane);
  let take: () => void = () => undefined;
  const full = pass.send(1, { frame: frame() }, ({ frame: given }) => {
    return new Promise(resolve => {
      take = () => {
        given.close();
        resolve();
      };
    });
  });
  pass.lost(lane, 1);
  await turns();
  expect(shown).toEqual(['frame 1']);
  pass.gpu('lost');
  await full;
  await pass.send(2, { frame: frame() }, () => Promise.reject(new Error('nothing goes in')));
  take();
  await pass.entered();
  emit(undefined);
  await ended;
  expect(shown).toEqual(['frame 1', 'frame 2']);
  expect(pass.passed).toBe(2);
  pass.close();
});

it('holds a second handle of eight frames at most, and closes them', async () => {
  const pass = createPassThrough();
  for (let time = 0; time < 20; time++) {
    await pass.send(time, { frame: frame() }, async ({ frame: given }) => given.close());
  }
  expect(open).toBe(8);
  pass.close();
});
