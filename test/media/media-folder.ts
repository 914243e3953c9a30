import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

/** A folder for the files of one test file, removed after its last test. @returns paths inside it. */
export function mediaFolder(): (name: string) => string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-media-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return name => path.join(folder, name);
}
