import { expect, it } from 'vitest';
import { memoryTrainingFiles } from './memory-training-files.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('lists, replaces and removes folders, and leaves their neighbours', async () => {
  const files = memoryTrainingFiles({ 'a/x.csv': '1', 'a/b/y.csv': bytes('2'), 'a/.hidden': '', 'ab.csv': '3' });
  expect(await files.list('a')).toEqual(['b/', 'x.csv']);
  expect(await files.list('nowhere')).toEqual([]);
  const model = bytes('m');
  await files.writeFolder('a', new Map([['model/w.bin', model]]));
  model.fill(0);
  expect([...files.files.keys()].sort()).toEqual(['a/model/w.bin', 'ab.csv']);
  expect(files.text('a/model/w.bin')).toBe('m');
  await files.removeFolder('a');
  expect([...files.files.keys()]).toEqual(['ab.csv']);
  await expect(files.readFile('a/model/w.bin')).rejects.toThrow('is not among the files in memory');
});

it('goes on with lines after what is kept', async () => {
  const files = memoryTrainingFiles();
  const log = await files.openLines('log.jsonl', 0);
  for (let i = 0; i < 40; i++) await log.append(`line ${i} ä\n`);
  expect(log.length).toBe(bytes(files.text('log.jsonl')).length);
  expect(files.text('log.jsonl').split('\n')).toHaveLength(41);
  const again = await files.openLines('log.jsonl', 10);
  await again.append('then\n');
  expect(files.text('log.jsonl')).toBe('line 0 ä\nthen\n');
  await expect(files.openLines('log.jsonl', 99)).rejects.toThrow('has 15 bytes, the checkpoint knows of 99');
});

it('decodes pictures by what it is given', async () => {
  await expect(memoryTrainingFiles({ 'p.png': '' }).readPicture('p.png', 1, 1)).rejects.toThrow('Give a decoder');
  const files = memoryTrainingFiles(
    { 'p.png': 'x' },
    async (data, width, height) => new Uint8Array(data.length * width * height * 3),
  );
  expect(await files.readPicture('p.png', 2, 2)).toHaveLength(12);
});
