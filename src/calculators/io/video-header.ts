import { definePacketType, type PacketType } from '../../graph/index.ts';

/** What MediaPipe sends ahead of a video, at the timestamp PreStream. */
export interface VideoHeader {
  /** The pictures' format. */
  readonly format: 'rgba8';
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Frames per second; the mean when the rate varies. */
  readonly frame_rate: number;
  /** In seconds. */
  readonly duration: number;
}

/** The header of a video. */
export const videoHeader: PacketType<VideoHeader> = definePacketType({
  name: 'video_header',
  description: 'Format, size, frame rate and duration of a video',
  is: (value): value is VideoHeader =>
    typeof value === 'object' && value !== null && 'frame_rate' in value && 'duration' in value,
});
