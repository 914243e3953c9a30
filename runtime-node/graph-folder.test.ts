import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openGraphFolder } from './graph-folder.ts';

let folder: string;
let main: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-graphs-'));
  main = join(folder, 'graphs', 'main.yaml');
  await mkdir(join(folder, 'graphs'));
  await writeFile(main, 'node: {calculator: Part}\n');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('finds siblings by their type, in YAML and pbtxt', async () => {
  await writeFile(join(folder, 'graphs', 'a.yaml'), '# type: No\ntype: "Part"  # yes\n');
  await writeFile(join(folder, 'graphs', 'b.pbtxt'), 'type: "Other"\n');
  await writeFile(join(folder, 'graphs', 'c.txt'), 'type: Third\n');
  const opened = await openGraphFolder(main);
  expect(opened.main).toEqual({ file: main, text: 'node: {calculator: Part}\n' });
  expect(await opened.sibling('Part')).toMatchObject({ file: join(folder, 'graphs', 'a.yaml') });
  expect(await opened.sibling('Other')).toMatchObject({ file: join(folder, 'graphs', 'b.pbtxt') });
  expect(await opened.sibling('Third')).toBeUndefined();
  expect(await opened.sibling('No')).toBeUndefined();
});

it('overlooks a sibling that is a link out of the folder, and refuses two files of one type', async () => {
  await writeFile(join(folder, 'outside.yaml'), 'type: Part\n');
  await symlink(join(folder, 'outside.yaml'), join(folder, 'graphs', 'link.yaml'));
  expect(await (await openGraphFolder(main)).sibling('Part')).toBeUndefined();
  await writeFile(join(folder, 'graphs', 'again.yaml'), 'type: Part\n');
  await writeFile(join(folder, 'graphs', 'more.yaml'), 'type: Part\n');
  await expect((await openGraphFolder(main)).sibling('Part')).rejects.toThrow(
    /more\.yaml: has the type "Part" of again\.yaml beside it\. Rename one of them\.$/,
  );
  await writeFile(join(folder, 'graphs', 'third.yaml'), 'type: Part\n');
  await expect((await openGraphFolder(main)).sibling('Part')).rejects.toThrow(
    /third\.yaml: has the type "Part" of again\.yaml, more\.yaml beside it\. Rename all but one of them\.$/,
  );
});

it('refuses what is no file, and files that are too large', async () => {
  await expect(openGraphFolder(join(folder, 'none.yaml'))).rejects.toThrow('there is no such file. Check the path.');
  await expect(openGraphFolder(folder)).rejects.toThrow('is not a file.');
  await writeFile(main, 'a'.repeat(256 * 1024 + 1));
  await expect(openGraphFolder(main)).rejects.toThrow('is larger than 256 kB.');
});
