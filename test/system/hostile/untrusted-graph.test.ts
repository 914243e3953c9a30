import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../fixtures/hostile/child-program.ts';
import { buildCli, type Cli, type CliResult } from '../cli/cli-process.ts';

const CANARY = 'canary-4f1b9c-secret';
const preload = pathToFileURL(join(root, 'test/fixtures/hostile/no-way-out.mjs')).href;

let cli: Cli;
let folder: string;
let graphs: string;
let watch: string;

/** The command line in a process that can open no connection and start no program, and has a secret in its environment. */
function run(...args: readonly string[]): Promise<CliResult> {
  const env = { NODE_OPTIONS: `--import=${preload}`, MILLRACE_WATCH: watch, SECRET: CANARY, MILLRACE_TOKEN: CANARY };
  return cli.run(args, { cwd: graphs, env });
}

beforeAll(async () => {
  cli = await buildCli();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-untrusted-')));
  graphs = join(folder, 'graphs');
  watch = join(folder, 'watch');
  await mkdir(graphs);
  await writeFile(join(folder, 'secret.txt'), CANARY);
  await symlink(join(folder, 'secret.txt'), join(graphs, 'link.txt'));
});

afterAll(async () => {
  await cli.remove();
  await rm(folder, { recursive: true });
});

/** A text as it stands in a JSON list of bytes. */
const bytesOf = (text: string): string => [...Buffer.from(text)].join(',');

/** Reads a file named in the graph, and writes its content as JSON. */
const reader = (path: string): string => `
input_stream: tick
output_stream: text
node:
  - calculator: ConstantSidePacketCalculator
    output_side_packet: PACKET:path
    options: {packet: [{string_value: ${JSON.stringify(path)}}]}
  - calculator: LocalFileContentsCalculator
    input_side_packet: FILE_PATH:path
    output_side_packet: CONTENTS:contents
  - calculator: SidePacketToStreamCalculator
    input_stream: TICK:tick
    input_side_packet: contents
    output_stream: AT_TICK:text
`;

describe('a graph of somebody else', () => {
  it('opens no connection, starts no program and shows no secret when it is checked, drawn, described or converted', async () => {
    await writeFile(
      join(graphs, 'env.yaml'),
      `
# \${SECRET} $MILLRACE_TOKEN %SECRET% {{SECRET}} <%= process.env.SECRET %>
input_stream: IMAGE:frames
output_stream: TENSORS:out
node:
  - calculator: ImageToTensorCalculator
    name: "\${SECRET} $MILLRACE_TOKEN"
    input_stream: IMAGE:frames
    output_stream: TENSORS:in
    options: {output_tensor_width: 8, output_tensor_height: 8}
  - calculator: InferenceCalculator
    input_stream: TENSORS:in
    output_stream: TENSORS:out
    options: {model_path: "https://\${SECRET}.example/model.json"}
`,
    );
    await writeFile(
      join(graphs, 'broken.yaml'),
      'node: {calculator: "${SECRET}", name: "$MILLRACE_TOKEN", executor: "${SECRET}"}\n',
    );
    const commands = [
      ...['validate', 'describe', 'convert'].map(name => [name, 'env.yaml']),
      ...['mermaid', 'dot', 'json', 'svg', 'html'].map(format => ['graph', 'env.yaml', '--format', format]),
      ...[
        ['validate', '--json', 'env.yaml'],
        ['validate', '--untrusted', 'env.yaml'],
        ['validate', 'broken.yaml'],
      ],
      ...[
        ['run', 'broken.yaml', '--json'],
        ['run', '--untrusted', 'env.yaml', '--json'],
      ],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await run(...command);
      expect(stdout + stderr, command.join(' ')).not.toContain(CANARY);
      expect((stdout + stderr).length, command.join(' ')).toBeGreaterThan(0);
    }
    expect(existsSync(watch) ? readFileSync(watch, 'utf8') : '').toBe('');
  });

  it('is as large as the limits say', async () => {
    const nodes = Array.from(
      { length: 1001 },
      (_, i) => `- {calculator: PassThroughCalculator, input_stream: a, output_stream: b${i}}`,
    );
    await writeFile(join(graphs, 'large.yaml'), `input_stream: a\nnode:\n${nodes.join('\n')}\n`);
    expect((await run('validate', 'large.yaml')).code).toBe(0);
    for (const command of ['validate', 'run']) {
      const { code, stderr } = await run(command, '--untrusted', 'large.yaml');
      expect(code, command).toBe(1);
      expect(stderr, command).toContain('more than 1000 nodes');
    }
  });

  it('reads its folder and nothing else', async () => {
    await writeFile(join(graphs, 'inside.txt'), 'inside');
    await writeFile(join(graphs, 'tick.jsonl'), '{"ts": 0, "value": 1}\n');
    const read = async (path: string) => {
      await writeFile(join(graphs, 'reader.yaml'), reader(path));
      return run('run', '--untrusted', 'reader.yaml', '--input', 'tick=tick.jsonl', '--output', 'text=-');
    };
    expect((await read('inside.txt')).stdout).toContain(bytesOf('inside'));
    for (const path of [
      '../secret.txt',
      join(folder, 'secret.txt'),
      'link.txt',
      `file://${join(folder, 'secret.txt')}`,
    ]) {
      const { code, stdout, stderr } = await read(path);
      expect({ path, code }).toEqual({ path, code: 3 });
      expect(stdout + stderr, path).not.toContain(CANARY);
      expect(stdout + stderr, path).not.toContain(bytesOf(CANARY));
    }
  });

  it('gets no model of an address, and none without a checksum', async () => {
    const { code, stderr } = await run('run', '--untrusted', '--allow-unverified-urls', 'env.yaml');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--untrusted') });
  });
});

describe('what is shown of a graph', () => {
  it('has no character that steers a terminal, in any form', async () => {
    // Written as escapes: raw, the file itself would be refused.
    const evil = '"\\e[31m\\e]0;title\\a\\x9b2J\\u202Egpj\\u2066</script><img src=x onerror=alert(1)>`;|\\"]"';
    await writeFile(
      join(graphs, 'evil.yaml'),
      `type: ${evil}\ninput_stream: a\noutput_stream: b\nnode: {calculator: PassThroughCalculator, name: ${evil}, input_stream: a, output_stream: b}\n`,
    );
    await writeFile(join(graphs, 'evil-broken.yaml'), `node: {calculator: ${evil}, name: ${evil}, ${evil}: 1}\n`);
    const outputs = await Promise.all([
      run('validate', 'evil.yaml'),
      run('validate', 'evil-broken.yaml'),
      run('validate', '--json', 'evil-broken.yaml'),
      run('describe', 'evil.yaml'),
      ...['mermaid', 'dot', 'json', 'svg', 'html'].map(format => run('graph', 'evil.yaml', '--format', format)),
      run('run', 'evil-broken.yaml'),
    ]);
    for (const { stdout, stderr } of outputs) {
      expect(stdout.length + stderr.length).toBeGreaterThan(0);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    }
    const [mermaid, dot] = outputs.slice(4, 6).map(one => one.stdout);
    expect(mermaid).not.toMatch(/<img|<\/script|"\]"/);
    // Every line of dot is a statement: what is between quotes holds no quote that is not escaped.
    for (const line of (dot ?? '').split('\n')) {
      expect(line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')).toMatch(/^[\w\s{}[\]=;>".-]*$/);
    }
  });
});
