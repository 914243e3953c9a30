import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One fenced piece of a page. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
}

export const root = path.resolve(import.meta.dirname, '../../..');

/** The pages of the project, relative to its root: those at the top, in docs, and beside graphs and models. */
export function pages(): readonly string[] {
  const below = (folder: string): readonly string[] =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map(file => path.join(folder, file));
  const top = readdirSync(root).filter(file => !file.startsWith('.'));
  return [...top, ...['docs', 'graphs', 'models'].flatMap(below)].filter(file => file.endsWith('.md')).sort();
}

/** The fences of a page, in order. */
export function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(path.join(root, page), 'utf8');
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(match => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
    line: text.slice(0, match.index).split('\n').length,
  }));
}
