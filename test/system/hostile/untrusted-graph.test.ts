import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ChildProgram, childProgram, root } from '../../fixtures/hostile/child-program.ts';

const CANARY = 'canary-4f1b9c-secret';
const preload = (name: string): string => `--import=${pathToFileURL(join(root, 'test/fixtures/hostile', name)).href}`;

/** What a command line left. */
interface Left {
  readonly args: readonly string[];
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let program: ChildProgram;
let folder: string;
let graphs: string;
let watch: string;
let imports: string;
let batches = 0;

/**
 * Command lines one after the other, in a process that can open no connection, start no program and make no code of text,
 * and has a secret in its environment.
 */
async function run(...commands: readonly (readonly string[])[]): Promise<readonly Left[]> {
  const out = join(folder, `left-${(batches += 1)}.jsonl`);
  const flags = [preload('no-way-out.mjs'), preload('watch-imports.mjs'), '--disallow-code-generation-from-strings'];
  const secrets = { SECRET: CANARY, MILLRACE_TOKEN: CANARY };
  const env = { MILLRACE_WATCH: watch, MILLRACE_IMPORTS: imports, ...secrets };
  const { code, stderr } = await program.run([out, JSON.stringify(commands)], flags, { cwd: graphs, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const left = (await readFile(out, 'utf8')).trimEnd().split('\n');
  expect(left).toHaveLength(commands.length);
  return left.map(line => JSON.parse(line) as Left);
}

const formats = ['mermaid', 'dot', 'json', 'svg', 'html'];

beforeAll(async () => {
  program = await childProgram('test/fixtures/hostile/cli-batch.ts', { isSplit: true });
  folder = await realpath(await mkdtemp(join(tmpdir(), 'millrace-untrusted-')));
  graphs = join(folder, 'graphs');
  watch = join(folder, 'watch');
  imports = join(folder, 'imports');
  await mkdir(graphs);
  await writeFile(join(folder, 'secret.txt'), CANARY);
  await writeFile(join(graphs, 'none.jsonl'), '');
  await symlink(join(folder, 'secret.txt'), join(graphs, 'link.txt'));
});

afterAll(async () => {
  await program.remove();
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

/** Names the best class by a file that an option names. */
const labelled = (path: string): string => `
input_stream: tick
output_stream: text
node:
  - calculator: TopKScoresCalculator
    input_stream: SCORES:tick
    output_stream: SUMMARY:text
    options: {top_k: 1, label_map_path: ${JSON.stringify(path)}}
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
      ...formats.map(format => ['graph', 'env.yaml', '--format', format]),
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
    for (const { args, stdout, stderr } of await run(...commands)) {
      expect(stdout + stderr, args.join(' ')).not.toContain(CANARY);
      expect((stdout + stderr).length, args.join(' ')).toBeGreaterThan(0);
    }
    expect(existsSync(watch) ? readFileSync(watch, 'utf8') : '').toBe('');
  });

  it('is as large as the limits say', async () => {
    const nodes = Array.from(
      { length: 1001 },
      (_, i) => `- {calculator: PassThroughCalculator, input_stream: a, output_stream: b${i}}`,
    );
    await writeFile(join(graphs, 'large.yaml'), `input_stream: a\nnode:\n${nodes.join('\n')}\n`);
    const [trusted, ...others] = await run(
      ['validate', 'large.yaml'],
      ['validate', '--untrusted', 'large.yaml'],
      ['run', '--untrusted', 'large.yaml'],
    );
    expect(trusted?.code).toBe(0);
    for (const { args, code, stderr } of others) {
      expect(code, args.join(' ')).toBe(1);
      expect(stderr, args.join(' ')).toContain('more than 1000 nodes');
    }
  });

  it('reads its folder and nothing else, by side packets and by options', async () => {
    await writeFile(join(graphs, 'inside.txt'), 'inside');
    await writeFile(join(graphs, 'tick.jsonl'), '{"ts": 0, "value": [1]}\n');
    const readers = [
      ['inside.txt', reader, bytesOf('inside')],
      ['inside.txt', labelled, 'inside:1'],
      ['../secret.txt', reader],
      ['../secret.txt', labelled],
      [join(folder, 'secret.txt'), reader],
      ['link.txt', reader],
      [`file://${join(folder, 'secret.txt')}`, reader],
    ] as const;
    for (const [i, [path, graph]] of readers.entries()) await writeFile(join(graphs, `reader${i}.yaml`), graph(path));
    const left = await run(
      ...readers.map((_, i) => [
        ...['run', '--untrusted', `reader${i}.yaml`, '--input', 'tick=tick.jsonl'],
        ...['--output', `text=text${i}.jsonl`],
      ]),
    );
    for (const [i, { code, stdout, stderr }] of left.entries()) {
      const [path, , read] = readers[i] ?? [];
      const written = join(graphs, `text${i}.jsonl`);
      expect({ path, code }).toEqual({ path, code: read === undefined ? 3 : 0 });
      expect(stdout + stderr).not.toContain(CANARY);
      expect(stdout + stderr).not.toContain(bytesOf(CANARY));
      if (read === undefined) expect(existsSync(written)).toBe(false);
      else expect(readFileSync(written, 'utf8')).toContain(read);
    }
  });

  it('gets no model of an address that it names, none without a checksum, and says what would do', async () => {
    const address = 'https://example.invalid/net.json';
    const pinned = `${address}#sha256=${'0'.repeat(64)}`;
    const net = (option: string): string => `
input_stream: TENSORS:in
output_stream: TENSORS:out
${option === '' ? 'input_side_packet: MODEL:model\n' : ''}node:
  - calculator: InferenceCalculator
    input_stream: TENSORS:in
    output_stream: TENSORS:out
${option === '' ? '    input_side_packet: MODEL:model' : `    options: {model_path: ${JSON.stringify(option)}}`}
`;
    await writeFile(join(graphs, 'named.yaml'), net(address));
    await writeFile(join(graphs, 'pinned.yaml'), net(pinned));
    await writeFile(join(graphs, 'given.yaml'), net(''));
    const files = ['--input', 'in=none.jsonl', '--output', 'out=tensors.jsonl'];
    const side = (model: string): readonly string[] => ['--side', `model=${model}`];
    const left = await run(
      ['run', '--untrusted', 'named.yaml', ...files],
      ['run', '--untrusted', 'pinned.yaml', ...files],
      ['run', '--untrusted', 'given.yaml', ...files, ...side(address)],
      ['run', '--untrusted', 'given.yaml', ...files, ...side(pinned.replace('https', 'http'))],
      ['run', '--untrusted', '--allow-unverified-urls', 'named.yaml', ...files],
    );
    expect(left.map(({ code }) => code)).toEqual([3, 3, 3, 3, 2]);
    expect(left.map(({ stderr }) => stderr)).toEqual([
      expect.stringContaining(`model ${address}: a graph file may not open connections.`),
      expect.stringContaining(`model ${pinned}: a graph file may not open connections.`),
      expect.stringContaining(`model ${address}: a URL needs a checksum.`),
      expect.stringContaining('models are fetched by https: only.'),
      expect.stringContaining('--untrusted: an untrusted graph uses no model without a checksum.'),
    ]);
    expect(existsSync(watch) ? readFileSync(watch, 'utf8') : '').toBe('');
  });

  it('brings no module in: what is imported does not depend on what it says', async () => {
    const module = join(graphs, 'evil.mjs');
    const ran = join(folder, 'evil-ran');
    await writeFile(module, `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(ran)}, '');\n`);
    await writeFile(join(graphs, 'evil.js'), 'process.exit(99);\n');
    const code = `data:text/javascript,${encodeURIComponent('process.exit(99)')}`;
    const names = [
      './evil.mjs',
      module,
      pathToFileURL(module).href,
      './evil',
      code,
      'node:child_process',
      '${process.exit(99)}',
    ];
    const graph = (word: (i: number) => string): string => `
type: ${word(0)}
package: ${word(1)}
input_stream: a
output_stream: b
executor: {name: ${word(2)}, type: ${word(3)}, options: {module: ${word(4)}, program: ${word(5)}}}
node:
  - {calculator: PassThroughCalculator, name: ${word(0)}, input_stream: a, output_stream: b, executor: ${word(1)}}
  - {calculator: ${word(2)}, input_stream: a, output_stream: c, options: {require: ${word(3)}, import: ${word(4)}}}
  - {calculator: GateCalculator, input_stream: [a, "ALLOW:a"], output_stream: d, input_stream_handler: {input_stream_handler: ${word(5)}, options: {import: ${word(0)}}}}
  - {calculator: InferenceCalculator, input_stream: "TENSORS:a", output_stream: "TENSORS:e", options: {model_path: ${word(6)}, engine: ${word(1)}}}
`;
    await writeFile(
      join(graphs, 'harmless.yaml'),
      graph(() => 'Word'),
    );
    await writeFile(
      join(graphs, 'pass.yaml'),
      'input_stream: a\noutput_stream: b\nnode: {calculator: PassThroughCalculator, input_stream: a, output_stream: b}\n',
    );
    for (const i of names.keys()) {
      await writeFile(
        join(graphs, `words${i}.yaml`),
        graph(k => JSON.stringify(names[(i + k) % names.length])),
      );
    }
    const commands = (file: string): readonly (readonly string[])[] => [
      ...['validate', 'describe', 'convert', 'compile'].map(name => [name, file]),
      ...formats.map(format => ['graph', file, '--format', format]),
      ['run', '--untrusted', file, '--input', 'a=none.jsonl'],
      ['run', file, '--input', 'a=none.jsonl'],
    ];
    const imported = async (...files: readonly string[]): Promise<ReadonlySet<string>> => {
      await writeFile(imports, '');
      await run(...files.flatMap(commands));
      return new Set((await readFile(imports, 'utf8')).trimEnd().split('\n'));
    };
    const usual = await imported('pass.yaml', 'harmless.yaml');
    // The hook sees what the command line brings in.
    expect([...usual].some(one => one.includes('chunks/'))).toBe(true);
    const others = await imported('pass.yaml', ...names.map((_, i) => `words${i}.yaml`));
    expect([...others].filter(one => !usual.has(one))).toEqual([]);
    expect(existsSync(ran)).toBe(false);
    expect(existsSync(watch) ? readFileSync(watch, 'utf8') : '').toBe('');
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
    const outputs = await run(
      ['validate', 'evil.yaml'],
      ['validate', 'evil-broken.yaml'],
      ['validate', '--json', 'evil-broken.yaml'],
      ['describe', 'evil.yaml'],
      ...formats.map(format => ['graph', 'evil.yaml', '--format', format]),
      ['run', 'evil-broken.yaml'],
    );
    for (const { stdout, stderr } of outputs) {
      expect(stdout.length + stderr.length).toBeGreaterThan(0);
      // Control characters are what must not be there.
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
