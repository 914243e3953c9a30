import type { YuvTags } from '../../src/calculators/image/index.ts';
import { definePacketType, type PacketType } from '../../src/graph/index.ts';

/**
 * A picture as the browser hands it out: of a camera, a decoder or a `<video>`. It may lie in the GPU's memory. The engine
 * closes it once, after its last consumer, also when it is dropped.
 */
export interface PageFrame {
  readonly frame: VideoFrame;
  /**
   * What the stream says of its colours; without it, what the frame says. Chromium's decoder says BT.709 of every stream
   * that says nothing, so a source that knows the file tells what is really there.
   */
  readonly tags?: YuvTags;
}

/** Frames of the browser. */
export const pageFrame: PacketType<PageFrame> = definePacketType({
  name: 'page_frame',
  description: 'A frame of the browser (WebCodecs VideoFrame)',
  is: (value): value is PageFrame =>
    typeof value === 'object' && value !== null && 'frame' in value && value.frame instanceof VideoFrame,
  release: value => value.frame.close(),
});
