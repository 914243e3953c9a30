// `millrace/web/training`: what a page that trains needs beside `millrace/web`
export type { MemoryTrainingFiles } from '../src/calculators/train/memory-training-files.ts';
export type { PageTrainingFiles } from './training/training-files.ts';
export { trainingFiles } from './training/training-files.ts';
