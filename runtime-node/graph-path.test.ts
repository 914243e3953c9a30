import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileAccess } from './file-access.ts';
import { graphPathFault } from './graph-path.ts';

const SECRET = 'etc/passwd';
/** Ways up, ways in from the root, and their disguises; each is put before, between and behind plain names. */
const ways = [
  ...['../', '../../', './../', 'a/../../', 'a/b/../../../', '..//', './/../', '../.', '../..', 'a/./../../b/../'],
  ...[
    '..\\',
    '..\\..\\',
    'a\\..\\..\\',
    '.\\..\\',
    '\\',
    '\\\\',
    '\\\\server\\share\\',
    '\\\\?\\C:\\',
    '\\\\.\\pipe\\',
  ],
  ...['/', '//', '///', '/./', '/../', '//server/share/', '/proc/self/root/', '/dev/fd/../../'],
  ...[
    'C:',
    'C:/',
    'c:\\',
    'C:../',
    'Z:/..//',
    'file:',
    'file:/',
    'file:///',
    'file://localhost/',
    'FILE:///',
    'http://a/',
  ],
  ...['https://a/', 'data:,', 'blob:', 'node:', 'a.txt:', 'jar:file:'],
  ...['..%2f', '%2e%2e/', '%2e%2e%2f', '%2E%2E/', '..%5c', '..%2F..%2F', '%2f', '.%2e/', '%2e./', '..%00/', '%5c%5c'],
  ...[
    '\uff0e\uff0e/',
    '\u2024\u2024/',
    '\u2025/',
    '..\uff0f',
    '..\uff3c',
    '\uff0f',
    '\u2024./',
    '.\uff0e/',
    '\ufe52\ufe52/',
  ],
  ...['..\0/', '\0', 'a\0/../', '\u202e../', '\u0085', '\u001b[2J', '\u007f', '\n', '\r\n../'],
  ...['... /', '.../', '..../', '.. /', '. /', 'a./', 'a /', 'a../', '..;/'.replace(';', '. ')],
];
const devices = ['con', 'NUL', 'nul.txt', 'AUX', 'com1.log', 'LPT9', 'CONIN$', 'prn.'];
const refused = [
  ...new Set([
    ...ways.flatMap(way => [way, `${way}${SECRET}`, `${way}a`]),
    ...devices.flatMap(name => [name, `a/${name}`, `${name}/a`]),
  ]),
];

const allowed = [
  ...['a', 'a.png', 'a/b/c.tflite', './a', 'a/./b', 'a//b', 'a/../b', 'a/b/../../c', '.hidden', 'a..b', '..a', 'a%20b'],
  ...[
    'ä/ö.png',
    '手/模型.onnx',
    'a b.png',
    '~/a',
    '$HOME/a',
    '${HOME}',
    '%HOME%',
    'console',
    'nullable.txt',
    'a-#.png',
  ],
];

let folder: string;
let inside: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-path-')));
  inside = join(folder, 'inside');
  await mkdir(join(inside, 'a'), { recursive: true });
  await mkdir(join(folder, 'etc'));
  await writeFile(join(folder, SECRET), 'secret');
  await symlink(folder, join(inside, 'door'));
  await symlink(join(folder, SECRET), join(inside, 'link'));
});

afterAll(() => rm(folder, { recursive: true }));

const access = () => createFileAccess({ base: inside, roots: [inside], isPortable: true, isReadOnly: true });

describe('a path that an untrusted graph names', () => {
  it(`is refused in ${refused.length} ways out of the folder`, () => {
    expect(refused.length).toBeGreaterThanOrEqual(200);
    for (const path of refused) {
      expect(graphPathFault(path), JSON.stringify(path)).toBeTypeOf('string');
      expect(() => access().locate(path, 'read'), JSON.stringify(path)).toThrow(/path ".*/);
    }
  });

  it('stays in the folder when it is allowed, and is taken as it is written', () => {
    for (const path of allowed) {
      expect(graphPathFault(path), path).toBeUndefined();
      expect(
        access()
          .locate(path, 'read')
          .startsWith(inside + sep),
        path,
      ).toBe(true);
    }
    expect(access().locate('${HOME}/a', 'read')).toBe(join(inside, '${HOME}', 'a'));
  });

  it('is refused when a link leads out', () => {
    for (const path of ['door/etc/passwd', 'link', 'door/new']) {
      expect(() => access().locate(path, 'read'), path).toThrow('lies outside the folders');
    }
  });

  it('is written only where the host has named it', () => {
    expect(() => access().locate('a/out.png', 'write')).toThrow('an untrusted graph writes no files');
    const named = createFileAccess({
      base: inside,
      roots: [inside],
      isPortable: true,
      isReadOnly: true,
      trusted: new Set([join(inside, 'a', 'out.png')]),
    });
    expect(named.locate('a/out.png', 'write')).toBe(join(inside, 'a', 'out.png'));
  });
});
