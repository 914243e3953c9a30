// What feeds the inputs of a graph in a page

export { audioFile } from './audio-file.ts';
export { type CameraOptions, camera } from './camera.ts';
export { mediaStreamTrack } from './media-stream-track.ts';
export { type MicrophoneOptions, microphone } from './microphone.ts';
export { videoElement } from './video-element.ts';
export { type VideoFileOptions, videoFile } from './video-file.ts';
