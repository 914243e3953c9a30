import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { videoFile } from './video-file.ts';

/** How many samples of the decoder and frames made of them are open. */
const open = { samples: 0, frames: 0 };
/** Samples that the fake decoder still gives, by hand. */
let decode: ((done: boolean) => void) | undefined;

const closable = (kind: keyof typeof open) => {
  open[kind] += 1;
  return {
    close: () => {
      open[kind] -= 1;
    },
  };
};

vi.mock('mediabunny', () => {
  class Input {
    isDisposed = false;
    getPrimaryVideoTrack() {
      return {
        canDecode: () => true,
        getColorSpace: () => ({}),
        getDisplayWidth: () => 4,
        getDisplayHeight: () => 2,
      };
    }
    dispose() {
      this.isDisposed = true;
    }
  }
  class VideoSampleSink {
    samples() {
      let time = 0;
      let isOver = false;
      return {
        next: () =>
          new Promise(resolve => {
            decode = done => {
              if (done || isOver) resolve({ done: true, value: undefined });
              else {
                const value = {
                  ...closable('samples'),
                  timestamp: time,
                  duration: 1,
                  toVideoFrame: () => closable('frames'),
                };
                time += 1;
                resolve({ done: false, value });
              }
            };
          }),
        return: () => {
          isOver = true;
          decode?.(true);
          return Promise.resolve({ done: true, value: undefined });
        },
      };
    }
  }
  return { ALL_FORMATS: [], BlobSource: vi.fn(), UrlSource: vi.fn(), Input, VideoSampleSink };
});

beforeEach(() => {
  open.samples = 0;
  open.frames = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const openFile = (loop: boolean) => {
  const signal = new AbortController().signal;
  return videoFile('clip.mp4', { pace: 'realtime', loop }).open({ signal, log: () => undefined });
};

it.each([false, true])('closed while a frame is decoded, it ends and keeps nothing (looping: %s)', async loop => {
  const reader = await openFile(loop);
  const first = reader.read();
  decode?.(false);
  const item = await first;
  expect(open).toEqual({ samples: 0, frames: 1 });
  if (item !== undefined && 'frame' in item.value) item.value.frame.close();
  const read = reader.read();
  await reader.close();
  expect(await read).toBeUndefined();
  expect(open).toEqual({ samples: 0, frames: 0 });
});

it('closed while a frame waits for its time, it closes the frame', async () => {
  const reader = await openFile(false);
  const first = reader.read();
  decode?.(false);
  const item = await first;
  if (item !== undefined && 'frame' in item.value) item.value.frame.close();
  // Due in a second.
  const read = reader.read().catch((error: unknown) => (error instanceof Error ? error.message : error));
  decode?.(false);
  await vi.advanceTimersByTimeAsync(10);
  expect(open.frames).toBe(1);
  await reader.close();
  expect(await read).toContain('it was closed');
  expect(open).toEqual({ samples: 0, frames: 0 });
});
