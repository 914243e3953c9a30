import { afterEach, expect, it, vi } from 'vitest';
import { readVideoElement } from './read-video-element.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A `<video>` whose frames and events come by hand. */
function videoByHand() {
  const target = new EventTarget();
  let present: ((now: number, metadata: { mediaTime: number }) => void) | undefined;
  const video = Object.assign(target, {
    ended: false,
    error: null,
    requestVideoFrameCallback: (callback: typeof present) => {
      present = callback;
      return 1;
    },
    cancelVideoFrameCallback: () => {
      present = undefined;
    },
  });
  return {
    video: video as unknown as HTMLVideoElement,
    present: (mediaTime: number) => {
      const callback = present;
      present = undefined;
      callback?.(0, { mediaTime });
    },
    end: () => {
      video.ended = true;
      target.dispatchEvent(new Event('ended'));
    },
  };
}

it('makes no frame that nobody waits for: the video ended before its last frame was presented', async () => {
  let made = 0;
  vi.stubGlobal(
    'VideoFrame',
    class {
      readonly number = ++made;
    },
  );
  const { video, present, end } = videoByHand();
  const reader = readVideoElement(video, 'video');
  const first = reader.read();
  present(1);
  expect(await first).toMatchObject({ timestampUs: 0 });
  const last = reader.read();
  end();
  expect(await last).toBeUndefined();
  // Late, as on a busy machine.
  present(2);
  expect(made).toBe(1);
  expect(await reader.read()).toBeUndefined();
});

it('makes no frame after it was closed during a read', async () => {
  const made = vi.fn();
  vi.stubGlobal('VideoFrame', made);
  const { video, present } = videoByHand();
  const reader = readVideoElement(video, 'video');
  const read = reader.read();
  await reader.close();
  present(1);
  expect(await read).toBeUndefined();
  expect(made).not.toHaveBeenCalled();
});
