// What takes the outputs of a graph in a page

export { canvas } from './canvas.ts';
