import { watch } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { people, type SmallTraining, smallTraining } from '../../fixtures/training/small-training.ts';
import { buildCli, type Cli, type CliProcess } from '../cli/cli-process.ts';

let cli: Cli;
let root: string;

beforeAll(async () => {
  cli = await buildCli();
  root = await mkdtemp(join(tmpdir(), 'millrace-training-'));
});

afterAll(async () => {
  await cli.remove();
  await rm(root, { recursive: true, force: true });
});

/** A folder with the graph and its data. */
async function prepare(name: string, options: SmallTraining): Promise<string> {
  const folder = join(root, name);
  await mkdir(join(folder, 'out', 'checkpoints'), { recursive: true });
  await writeFile(join(folder, 'people.csv'), people);
  // JSON is YAML.
  await writeFile(join(folder, 'train.yaml'), JSON.stringify(smallTraining(options)));
  return folder;
}

/** What a training leaves. */
async function results(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(join(folder, 'out', 'model'))).map(name => join('model', name));
  const found: Record<string, string> = {};
  for (const name of [...names, 'log.jsonl'])
    found[name] = (await readFile(join(folder, 'out', name))).toString('base64');
  return found;
}

/** Resolves when the process has printed a number of lines of progress. */
function progressLines({ child }: CliProcess, count: number): Promise<void> {
  return new Promise(resolve => {
    let seen = 0;
    child.stdout?.on('data', (text: string) => {
      seen += text.split('\n').filter(line => line.startsWith('{"progress"')).length;
      if (seen >= count) resolve();
    });
    child.on('close', () => {
      resolve();
    });
  });
}

/** Resolves when the process begins to write a checkpoint. */
function partialFolder({ child }: CliProcess, folder: string, which: number): Promise<void> {
  return new Promise(resolve => {
    const seen = new Set<string>();
    const watcher = watch(join(folder, 'out', 'checkpoints'), (_, name) => {
      if (name?.endsWith('.partial') === true) seen.add(name);
      if (seen.size < which) return;
      watcher.close();
      resolve();
    });
    child.on('close', () => {
      watcher.close();
      resolve();
    });
  });
}

const options: SmallTraining = { epochs: 4, burst: 2, everySteps: 2 };

describe('a training process', () => {
  it('killed at any moment resumes to the bytes of one that was not', async () => {
    const undisturbed = await prepare('undisturbed', options);
    expect((await cli.run(['run', 'train.yaml', '--json'], { cwd: undisturbed })).code).toBe(0);
    const whole = await results(undisturbed);

    const kills: [string, (one: CliProcess, folder: string) => Promise<void>][] = [
      ['after an epoch', one => progressLines(one, 2)],
      ['writing the first checkpoint', (one, folder) => partialFolder(one, folder, 1)],
      ['writing the fifth checkpoint', (one, folder) => partialFolder(one, folder, 5)],
    ];
    for (const [name, moment] of kills) {
      const folder = await prepare(name, options);
      const first = cli.start(['run', 'train.yaml', '--json'], { cwd: folder });
      await moment(first, folder);
      first.child.kill('SIGKILL');
      expect((await first.result).code, name).toBe(null);
      const kept = (await readdir(join(folder, 'out', 'checkpoints'))).filter(entry => /^\d+$/.test(entry));
      const resume = kept.length > 0 ? ['--resume', 'out/checkpoints'] : [];
      const second = await cli.run(['run', 'train.yaml', '--json', ...resume], { cwd: folder });
      expect(second.code, second.stderr).toBe(0);
      expect(await results(folder), name).toEqual(whole);
    }
  });

  it('interrupted, finishes its epoch, keeps a checkpoint, exports, and ends with 130', async () => {
    const folder = await prepare('interrupted', { ...options, epochs: 100_000, patience: 100_000 });
    const running = cli.start(['run', 'train.yaml', '--json'], { cwd: folder });
    await progressLines(running, 1);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.result;
    expect(code, stderr).toBe(130);
    expect(stderr).toContain('finishing the epoch');
    expect(await readdir(join(folder, 'out', 'model'))).toContain('serve.yaml');
    const steps = (await readdir(join(folder, 'out', 'checkpoints'))).map(Number).filter(Number.isInteger);
    expect(Math.max(...steps) % 4).toBe(0);
  });

  it('is told how a changed graph differs from its checkpoint', async () => {
    const folder = await prepare('changed', { ...options, epochs: 1 });
    expect((await cli.run(['run', 'train.yaml', '--json'], { cwd: folder })).code).toBe(0);
    const change = ['--set', 'source.batch_size=3'];
    const refused = await cli.run(['run', 'train.yaml', '--resume', 'out/checkpoints', ...change], { cwd: folder });
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('node "source": the option batch_size was 5 and is 3');
    const resume = ['--resume', 'out/checkpoints', '--weights-only'];
    const taken = await cli.run(['run', 'train.yaml', ...resume, ...change], { cwd: folder });
    expect(taken.code, taken.stderr).toBe(0);
  });
});
