import { execFileSync } from 'node:child_process';
import { link, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openInside } from './open-inside.ts';

let folder: string;
let inside: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-inside-')));
  inside = join(folder, 'inside');
  await mkdir(inside);
  await writeFile(join(folder, 'secret'), 'secret');
  await writeFile(join(inside, 'open'), 'open');
});

afterEach(() => rm(folder, { recursive: true }));

async function read(path: string): Promise<string> {
  const handle = await openInside(path, [inside], path);
  try {
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

it('reads what lies inside, through links too', async () => {
  await symlink('open', join(inside, 'link'));
  expect(await read(join(inside, 'link'))).toBe('open');
});

it('refuses what a link leads to outside, and what is no file', async () => {
  await symlink(join(folder, 'secret'), join(inside, 'link'));
  await symlink(folder, join(inside, 'door'));
  for (const path of ['link', 'door/secret', '../secret']) {
    await expect(read(join(inside, path)), path).rejects.toThrow('lies outside the folders');
  }
  await expect(read(inside)).rejects.toThrow('is not a file');
});

it.skipIf(process.platform === 'win32')('does not wait at a pipe', async () => {
  execFileSync('mkfifo', [join(inside, 'pipe')]);
  await expect(read(join(inside, 'pipe'))).rejects.toThrow('is not a file');
});

it('never reads the other end of a link that is swapped while it is opened', async () => {
  const [path, spare] = [join(inside, 'swapped'), join(inside, 'spare')];
  await link(join(inside, 'open'), path);
  await symlink(join(folder, 'secret'), spare);
  let isOver = false;
  // Exchanges the file and the link to the secret as fast as it can.
  const swapping = (async () => {
    const third = join(inside, 'third');
    while (!isOver) {
      await rename(path, third);
      await rename(spare, path);
      await rename(third, spare);
    }
  })();
  const seen = new Set<string>();
  for (let tries = 0; tries < 1000; tries += 1) {
    seen.add(
      await read(path).catch((error: unknown) =>
        error instanceof Error && 'code' in error ? String(error.code) : '?',
      ),
    );
  }
  isOver = true;
  await swapping;
  for (const one of seen) expect(['open', 'PERMISSION_DENIED', 'ENOENT']).toContain(one);
});
