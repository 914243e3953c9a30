// Files of pictures and videos, and what lies between the host program and its graph

import type { Calculator } from '../../graph/index.ts';
import { callbackCalculator, callbackWithHeaderCalculator } from './callback.ts';
import { imageDecodeCalculator } from './image-decode.ts';
import { imageEncodeCalculator } from './image-encode.ts';
import { localFileContentsCalculator } from './local-file-contents.ts';
import { sidePacketAtEndCalculator } from './side-packet-at-end.ts';
import { sidePacketsToStreamsCalculator } from './side-packets-to-streams.ts';
import { videoDecodeCalculator } from './video-decode.ts';
import { videoEncodeCalculator } from './video-encode.ts';

// Calculators
export { imageDecodeCalculator } from './image-decode.ts';
export { imageEncodeCalculator } from './image-encode.ts';
export { localFileContentsCalculator } from './local-file-contents.ts';
export type { ImageWriteOptions, MediaService } from './media-service.ts';
export { mediaService } from './media-service.ts';
// Packet types
export { mediaSource } from './media-source.ts';
export type { VideoColour } from './video-colour.ts';
export { videoDecodeCalculator } from './video-decode.ts';
export { videoEncodeCalculator } from './video-encode.ts';
export type { OwnedVideoFrame, VideoFrame, VideoPicture } from './video-frame.ts';
export type { VideoHeader } from './video-header.ts';
export { videoHeader } from './video-header.ts';
export type { VideoInfo, VideoReader } from './video-reader.ts';
export type { PcmAudio, VideoWriter, VideoWriterOptions, WrittenVideo } from './video-writer.ts';

/** The calculators of this area. */
export const ioCalculators: readonly Calculator[] = [
  callbackCalculator,
  callbackWithHeaderCalculator,
  imageDecodeCalculator,
  imageEncodeCalculator,
  localFileContentsCalculator,
  sidePacketAtEndCalculator,
  sidePacketsToStreamsCalculator,
  videoDecodeCalculator,
  videoEncodeCalculator,
];
