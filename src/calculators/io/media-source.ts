import { definePacketType, type PacketType } from '../../graph/index.ts';
import type { VideoInfo } from './video-reader.ts';

/** Names the video that pictures came from: an encoder takes sound, colours and rotation from there. */
export const mediaSource: PacketType<VideoInfo> = definePacketType({
  name: 'media_source',
  description: 'The video file that pictures came from',
  is: (value): value is VideoInfo =>
    typeof value === 'object' && value !== null && 'path' in value && 'colour' in value && 'rotation' in value,
});
