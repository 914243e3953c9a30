// What feeds the inputs of a graph in a page

export { type VideoFileOptions, videoFile } from './video-file.ts';
