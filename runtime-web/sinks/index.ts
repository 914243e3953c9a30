// What takes the outputs of a graph in a page

export { canvas } from './canvas.ts';
export { mediaStreamTrack, type TrackSink } from './media-stream-track.ts';
export { type VideoFileSink, type VideoFileSinkOptions, videoFile } from './video-file.ts';
