import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { trackReader } from './track-reader.ts';

/** The stream of a track as Chromium's: what answers a read is lost when the track or the stream ends meanwhile. */
function trackStream() {
  let isOver = false;
  let open = 0;
  let waiting: ((result: ReadableStreamReadResult<VideoFrame>) => void) | undefined;
  const stop = () => {
    isOver = true;
    // The frame that was on its way to the reader.
    if (waiting !== undefined) open += 1;
    waiting?.({ done: true, value: undefined });
  };
  const reader = {
    read: () =>
      isOver
        ? Promise.resolve({ done: true, value: undefined })
        : new Promise(resolve => {
            waiting = resolve;
          }),
    cancel: () => {
      if (!isOver) stop();
      return Promise.resolve();
    },
  };
  return {
    stop,
    stream: { getReader: () => reader } as unknown as ReadableStream<VideoFrame>,
    get open() {
      return open;
    },
    get isOver() {
      return isOver;
    },
    give() {
      const frame = {
        close: () => {
          open -= 1;
        },
      } as unknown as VideoFrame;
      open += 1;
      const resolve = waiting;
      waiting = undefined;
      resolve?.({ done: false, value: frame });
      return frame;
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('lets a read under way finish before the track ends, and closes what it brought', async () => {
  const track = trackStream();
  const reader = trackReader(track.stream, track.stop);
  const read = reader.next();
  const ends = reader.close();
  await vi.advanceTimersByTimeAsync(100);
  expect(track.isOver).toBe(false);
  track.give();
  expect(await read).toBeUndefined();
  await ends;
  expect([track.isOver, track.open]).toEqual([true, 0]);
  expect(await reader.next()).toBeUndefined();
  expect(vi.getTimerCount()).toBe(0);
});

it('ends at once when nothing is read, and gives the track back once', async () => {
  const track = trackStream();
  const release = vi.fn(track.stop);
  const reader = trackReader(track.stream, release);
  const read = reader.next();
  const frame = track.give();
  expect(await read).toBe(frame);
  await Promise.all([reader.close(), reader.close()]);
  frame.close();
  expect([release.mock.calls.length, track.open]).toEqual([1, 0]);
});

it('cuts off a track that gives nothing', async () => {
  const track = trackStream();
  const reader = trackReader(track.stream, () => undefined);
  const read = reader.next();
  const ends = reader.close();
  await vi.advanceTimersByTimeAsync(1000);
  await ends;
  expect(await read).toBeUndefined();
  expect(track.isOver).toBe(true);
});
