import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFileAccess } from './file-access.ts';

let folder: string;
let base: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-access-')));
  base = join(folder, 'in');
  await mkdir(join(folder, 'out'));
  await mkdir(base);
  await writeFile(join(folder, 'out', 'x'), '');
  await symlink(join(folder, 'out'), join(base, 'door'));
  await symlink(join(folder, 'out', 'x'), join(base, 'link'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

it('limits a graph to its roots, links resolved, files to be written too', () => {
  const access = createFileAccess({ base, roots: [base] });
  expect(access.locate('a/b.png', 'write')).toBe(join(base, 'a', 'b.png'));
  expect(access.locate('a/../b.png', 'read')).toBe(join(base, 'b.png'));
  for (const path of [
    '../out/x',
    '/etc/hostname',
    'link',
    'door/x',
    'door/new/y',
    pathToFileURL(join(folder, 'out', 'x')).href,
    `../in-other`,
  ]) {
    expect(() => access.locate(path, 'write'), path).toThrow('lies outside the folders that the graph may write');
  }
  for (const path of ['', 'a\0b']) expect(() => access.locate(path, 'read')).toThrow('is no path of a file');
});

it('trusts what the host has named', () => {
  const path = join(folder, 'out', 'x');
  const access = createFileAccess({ base, roots: [base], trusted: new Set([path, 'https://models.example/m']) });
  expect(access.locate(path, 'read')).toBe(path);
  expect(access.locate('../out/x', 'read')).toBe(path);
  expect(access.isTrusted('https://models.example/m')).toBe(true);
  expect(access.isTrusted('https://models.example/n')).toBe(false);
});

it('allows everything without roots', () => {
  const access = createFileAccess({ base });
  expect(access.isLimited).toBe(false);
  expect(access.locate('link', 'read')).toBe(join(base, 'link'));
});

it('takes a run of # in a named path for numbers, and nothing else', () => {
  const access = createFileAccess({ base, roots: [base], trusted: new Set([join(folder, 'out', 'a.b-####.png')]) });
  expect(access.locate(join(folder, 'out', 'a.b-0007.png'), 'write')).toBe(join(folder, 'out', 'a.b-0007.png'));
  expect(access.locate(join(folder, 'out', 'a.b-12345.png'), 'write')).toBeTruthy();
  for (const name of ['a.b-x.png', 'axb-0001.png', 'a.b-0001.png.exe', 'b/a.b-0001.png']) {
    expect(() => access.locate(join(folder, 'out', name), 'write'), name).toThrow('lies outside');
  }
});

it('reads what it has opened, if that lies in its roots', async () => {
  await writeFile(join(base, 'own'), 'own');
  await writeFile(join(base, 'beside'), 'beside');
  await writeFile(join(folder, 'out', 'x'), 'other');
  const text = async (read: Promise<Uint8Array>): Promise<string> => new TextDecoder().decode(await read);
  const access = createFileAccess({ base, roots: [base] });
  expect(await text(access.read('own'))).toBe('own');
  expect(await text(access.read('own', 'beside'))).toBe('beside');
  for (const path of ['link', 'door/x', '../out/x']) {
    await expect(access.read(path), path).rejects.toThrow('lies outside the folders that the graph may read');
    await expect(access.read('own', path), path).rejects.toThrow('lies outside the folders that the graph may read');
  }
  // As if a link had been put in the place of the file between look and use.
  const late = Object.assign(createFileAccess({ base, roots: [base] }), { locate: () => join(base, 'link') });
  await expect(late.read('own')).rejects.toThrow('own: lies outside the folders that the graph may read');
  const portable = createFileAccess({ base, roots: [base], isPortable: true });
  expect(await text(portable.read('own', 'beside'))).toBe('beside');
  await expect(portable.read('own', join(base, 'beside'))).rejects.toThrow('is absolute');
  const named = createFileAccess({ base, roots: [base], trusted: new Set([join(folder, 'out', 'x')]) });
  expect(await text(named.read('../out/x'))).toBe('other');
});
