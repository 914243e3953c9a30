import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../runtime-node/models/sha256.ts';
import type { ChromeTrace } from '../../../src/graph/index.ts';
import { traceFaults } from '../../../src/graph/testing/trace-faults.ts';
import { buildCli, type Cli } from './cli-process.ts';

let cli: Cli;
let folder: string;

beforeAll(async () => {
  cli = await buildCli();
});

afterAll(async () => {
  await cli.remove();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace cli ü '));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const PASS = `# Passes numbers on.
type: Pass
input_stream: IN:in
output_stream: OUT:out
node:
  - calculator: PassThroughCalculator
    name: pass
    input_stream: in
    output_stream: out
`;

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return name;
}

const lines = (packets: readonly (readonly [number, unknown])[]): string =>
  packets.map(([ts, value]) => `${JSON.stringify({ ts, value })}\n`).join('');

describe('millrace', () => {
  it('helps', async () => {
    const { code, stdout } = await cli.run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Usage: millrace [options] [command]');
    expect(stdout).toContain('130 interrupted');
  });

  it('loads nothing for the help but itself and its parser of arguments: commands come when they are named', () => {
    expect(cli.eagerPackages.filter(name => !name.startsWith('node:'))).toEqual(['commander']);
  });

  it('prints its version, and help without a command', async () => {
    const { version } = JSON.parse(await readFile(new URL('../../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    expect(await cli.run(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect(await cli.run([])).toMatchObject({ code: 0, stdout: expect.stringContaining('Usage: millrace') });
  });

  it.each([
    [['rnu', 'x.yaml'], 'Did you mean run?'],
    [['run'], "missing required argument 'graph'"],
    [['run', 'x.yaml', '--inptu', 'a=b'], "unknown option '--inptu'"],
    [['graph', 'x.yaml', '--format', 'pdf'], 'Allowed choices are mermaid, dot, svg, html, json'],
    [['new', 'node', 'X'], 'It is calculator or graph.'],
    [['validate', 'none.yaml'], 'none.yaml: there is no such file. Check the path.'],
    [['run', '.'], '.: is not a file.'],
  ])('ends with 2 on %j', async (args, message) => {
    const { code, stderr, stdout } = await cli.run(args, { cwd: folder });
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

describe('millrace convert', () => {
  it('turns YAML into protocol buffer text and back; both mean the same graph', async () => {
    await file('good.yaml', PASS);
    const { code, stdout: pbtxt } = await cli.run(['convert', 'good.yaml'], { cwd: folder });
    expect(code).toBe(0);
    expect(pbtxt).toContain('  calculator: "PassThroughCalculator"\n');
    await file('good.pbtxt', pbtxt);
    const { stdout: yaml } = await cli.run(['convert', 'good.pbtxt'], { cwd: folder });
    await file('again.yaml', yaml);
    const [before, after, text] = await Promise.all(
      ['good.yaml', 'again.yaml', 'good.pbtxt'].map(one => cli.run(['graph', one], { cwd: folder })),
    );
    expect(after?.stdout).toBe(before?.stdout);
    expect(text?.stdout).toBe(before?.stdout);
  });
});

describe('millrace validate', () => {
  it('passes a good graph and reports every mistake of a bad one with its place', async () => {
    await file('good.yaml', PASS);
    await file('bad.yaml', PASS.replace('PassThroughCalculator', 'PassThruCalculator').replace('OUT:out', 'OUT:uot'));
    const { code, stdout, stderr } = await cli.run(['validate', 'good.yaml', 'bad.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(stdout).toContain('good.yaml: ok');
    expect(stderr).toMatch(/^bad\.yaml:6:\d+: .*PassThruCalculator.*Did you mean "PassThroughCalculator"\?$/m);
    const json = await cli.run(['validate', '--json', 'bad.yaml'], { cwd: folder });
    expect(json.code).toBe(1);
    const parsed = JSON.parse(json.stdout) as { ok: boolean; files: { issues: { position: { line: number } }[] }[] };
    expect(parsed.ok).toBe(false);
    expect(parsed.files[0]?.issues[0]?.position.line).toBe(6);
  });

  it('gives the verdict of run', async () => {
    await file('bad.yaml', PASS.replace('name: pass', 'nmae: pass'));
    const validated = await cli.run(['validate', 'bad.yaml'], { cwd: folder });
    const run = await cli.run(['run', 'bad.yaml'], { cwd: folder });
    expect(run.code).toBe(1);
    expect(validated.code).toBe(1);
    for (const issue of run.stderr.trim().split('\n')) expect(validated.stderr).toContain(issue);
  });

  it('finds subgraphs in the folder, and overlooks a link out of it', async () => {
    await mkdir(join(folder, 'graphs'));
    await file(
      'graphs/main.yaml',
      PASS.replace('PassThroughCalculator', 'Part')
        .replace('type: Pass', 'type: Main')
        .replace('input_stream: in', 'input_stream: IN:in')
        .replace('output_stream: out', 'output_stream: OUT:out'),
    );
    await file('graphs/part.yaml', PASS.replace('type: Pass', 'type: Part'));
    expect(await cli.run(['validate', 'graphs/main.yaml'], { cwd: folder })).toMatchObject({ code: 0, stderr: '' });
    await file('secret.yaml', PASS.replace('type: Pass', 'type: Part'));
    await rm(join(folder, 'graphs/part.yaml'));
    await symlink(join(folder, 'secret.yaml'), join(folder, 'graphs/part.yaml'));
    const { code, stderr } = await cli.run(['validate', 'graphs/main.yaml'], { cwd: folder });
    expect(stderr).toContain('There is no calculator or graph "Part".');
    expect(code).toBe(1);
  });

  it('lets no control character of a graph reach the terminal', async () => {
    await file(
      'evil.yaml',
      PASS.replace('calculator: PassThroughCalculator', 'calculator: "X\\e[2J\\u202eCalculator"'),
    );
    const { code, stderr, stdout } = await cli.run(['validate', 'evil.yaml'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr + stdout).not.toMatch(/[\x1b\u202e]/);
    expect(stderr).toContain(String.raw`X\u001b[2J\u202eCalculator`);
  });
});

describe('millrace run', () => {
  it('passes JSON lines through a graph', async () => {
    await file('graph.yaml', PASS);
    const packets = [
      [0, 1],
      [1000, 'two'],
      [2500, { three: [3] }],
    ] as const;
    await file('in.jsonl', lines(packets));
    const { code, stderr, stdout } = await cli.run(
      ['run', 'graph.yaml', '--input', 'in=in.jsonl', '--output', 'OUT=out.jsonl'],
      { cwd: folder },
    );
    expect(stderr).toContain('in: 3 read from in.jsonl');
    expect(stderr).toContain('out: 3 written to out.jsonl');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(await readFile(join(folder, 'out.jsonl'), 'utf8')).toBe(lines(packets));
    expect((await readdir(folder)).sort()).toEqual(['graph.yaml', 'in.jsonl', 'out.jsonl']);
  });

  it('reads standard input, writes standard output, and sums up as JSON', async () => {
    await file('graph.yaml', PASS);
    const piped = await cli.run(['run', 'graph.yaml', '-i', 'in=-', '-o', 'out=-'], {
      cwd: folder,
      input: lines([[5, 'x']]),
    });
    expect(piped).toMatchObject({ code: 0, stdout: lines([[5, 'x']]) });
    const json = await cli.run(
      ['run', 'graph.yaml', '-i', 'in=-', '-o', 'out=out.jsonl', '--json', '--trace', 'trace.json'],
      {
        cwd: folder,
        input: lines([
          [5, 'x'],
          [6, 'y'],
        ]),
      },
    );
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      inputs: [{ stream: 'in', file: '-', packets: 2 }],
      outputs: [{ stream: 'out', file: 'out.jsonl', packets: 2 }],
      dropped: [],
      filtered: [],
      live: 0,
    });
    const trace = JSON.parse(await readFile(join(folder, 'trace.json'), 'utf8')) as ChromeTrace;
    expect(traceFaults(trace)).toEqual([]);
    expect(trace.traceEvents.map(one => one.args?.['name'])).toContain('pass');
    expect(trace.millrace.stats?.nodes.find(node => node.name === 'pass')?.time?.process.count).toBe(2);
  });

  it('takes a long stream at the pace of the graph', async () => {
    await file('graph.yaml', `max_queue_size: 2\n${PASS}`);
    const packets = Array.from({ length: 5000 }, (_, i) => [i, i] as const);
    await file('in.jsonl', lines(packets));
    const { code } = await cli.run(['run', 'graph.yaml', '-i', 'in=in.jsonl', '-o', 'out=out.jsonl'], { cwd: folder });
    expect(code).toBe(0);
    expect(await readFile(join(folder, 'out.jsonl'), 'utf8')).toBe(lines(packets));
  });

  it.each([
    [['run', 'graph.yaml'], 2, 'input stream "in": is not given. Add --input in=FILE'],
    [
      ['run', 'graph.yaml', '-i', 'inn=in.jsonl'],
      2,
      '--input inn: the graph has no input stream "inn". Did you mean "in"? Its input streams: in.',
    ],
    [['run', 'graph.yaml', '-i', 'in=none.jsonl'], 2, '--input in: there is no file none.jsonl. Check the path.'],
    [['run', 'graph.yaml', '-i', 'in=in.jsonl', '-i', 'IN=in.jsonl'], 2, 'input stream "in" is given twice'],
    [['run', 'graph.yaml', '-i', 'in=in.jsonl', '-o', 'x=y'], 2, '--output x: the graph has no output stream "x".'],
    [['run', 'graph.yaml', '-i', 'in=in.jsonl', '--side', 'a=1'], 2, 'The graph has no side packets.'],
    [
      ['run', 'graph.yaml', '-i', 'in=in.jsonl', '--set', 'pas.x=1'],
      2,
      'the graph has no node "pas". Did you mean "pass"?',
    ],
    [['run', 'graph.yaml', '-i', 'in=bad.jsonl', '-o', 'out=out.jsonl'], 2, 'bad.jsonl:2: is no JSON.'],
    [['run', 'graph.yaml', '-i', 'in=backwards.jsonl', '-o', 'out=out.jsonl'], 3, 'in'],
    [
      ['run', 'graph.yaml', '-i', 'in=in.jsonl', '-o', 'out=none/out.jsonl'],
      2,
      'none/out.jsonl: its folder does not exist',
    ],
  ])('%j ends with %d', async (args, code, message) => {
    await file('graph.yaml', PASS);
    await file('in.jsonl', lines([[0, 1]]));
    await file('bad.jsonl', '{"ts":0,"value":1}\nnonsense\n');
    await file(
      'backwards.jsonl',
      lines([
        [5, 1],
        [4, 1],
      ]),
    );
    const result = await cli.run(args, { cwd: folder });
    expect(result.stderr).toContain(message);
    expect(result.code).toBe(code);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(await readdir(folder)).not.toContain('out.jsonl');
    expect((await readdir(folder)).filter(name => name.endsWith('.partial'))).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 130 within two seconds of %s and leaves no half file',
    async signal => {
      await file('graph.yaml', PASS);
      const { child, result } = cli.start(['run', 'graph.yaml', '-i', 'in=-', '-o', 'out=out.jsonl'], {
        cwd: folder,
        input: null,
      });
      child.stdin?.write(lines([[0, 1]]));
      const part = join(folder, 'out.jsonl.partial');
      while (!existsSync(part) || (await readFile(part, 'utf8')) === '')
        await new Promise(resolve => setImmediate(resolve));
      const begin = performance.now();
      child.kill(signal);
      expect((await result).code).toBe(130);
      expect(performance.now() - begin).toBeLessThan(2000);
      expect(await readdir(folder)).toEqual(['graph.yaml']);
    },
  );

  it('does not fail when the reader of its output goes away', async () => {
    await file('graph.yaml', PASS);
    await file('in.jsonl', lines(Array.from({ length: 20_000 }, (_, i) => [i, 'x'.repeat(50)] as const)));
    const { child, result } = cli.start(['run', 'graph.yaml', '-i', 'in=in.jsonl', '-o', 'out=-'], { cwd: folder });
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect((await result).code).toBe(0);
  });
});

describe('millrace list, describe, schema, graph', () => {
  it('list calculators and describe one', async () => {
    const list = await cli.run(['list', 'inference']);
    expect(list.stdout).toMatch(/^InferenceCalculator {2}Runs a neural network/m);
    const described = await cli.run(['describe', 'Inference']);
    expect(described.stdout).toMatch(
      /engine: auto\|tfjs-webgpu\|tfjs-wasm\|tfjs-cpu\|onnxruntime\|litert\s+What runs the model\..*\(default "auto"\)/,
    );
    expect(described.code).toBe(0);
    const json = await cli.run(['describe', 'InferenceCalculator', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, calculator: { name: 'InferenceCalculator' } });
    const unknown = await cli.run(['describe', 'InferenceCalculatr']);
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "InferenceCalculator"?') });
  });

  it('describe and draw a graph file', async () => {
    await file('graph.yaml', PASS);
    expect((await cli.run(['describe', 'graph.yaml'], { cwd: folder })).stdout).toContain('IN:in');
    expect((await cli.run(['graph', 'graph.yaml'], { cwd: folder })).stdout).toContain('in0 -->|"in"| n0');
    expect((await cli.run(['graph', 'graph.yaml', '-f', 'dot'], { cwd: folder })).stdout).toContain('digraph "Pass"');
    const json = await cli.run(['graph', 'graph.yaml', '-f', 'json'], { cwd: folder });
    expect(JSON.parse(json.stdout)).toMatchObject({ type: 'Pass', nodes: expect.any(Array) });
  });

  it('print a schema that knows the calculators', async () => {
    const { code, stdout } = await cli.run(['schema']);
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('"InferenceCalculator"');
  });

  it('print the schemas of other files', async () => {
    const test = await cli.run(['schema', 'test']);
    expect(JSON.parse(test.stdout)).toMatchObject({ title: 'Millrace graph tests', required: ['graph', 'tests'] });
    const models = await cli.run(['schema', 'models']);
    expect(JSON.parse(models.stdout)).toMatchObject({ title: 'Millrace model manifest', required: ['models'] });
    expect(await cli.run(['schema', 'none'])).toMatchObject({ code: 2 });
  });
});

describe('millrace compile', () => {
  const graph = fileURLToPath(new URL('../../../graphs/background/blur.yaml', import.meta.url));
  const governor = /"name": "person__governor",[^]*?"tier": "(\w+)"/;

  it('writes a graph as a module, with the settings of the command line', async () => {
    const full = await cli.run(['compile', graph]);
    expect(full.stdout).toContain("import { imageCalculators } from 'millrace/calculators/image';");
    expect(governor.exec(full.stdout)?.[1]).toBe('full');
    const light = await cli.run(['compile', graph, '--set', '.quality=light']);
    expect(governor.exec(light.stdout)?.[1]).toBe('light');
    const wrong = await cli.run(['compile', graph, '--set', '.qualitie=light']);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "quality"?') });
  });
});

describe('millrace doctor', () => {
  it('says what is here', async () => {
    const { code, stdout } = await cli.run(['doctor', '--json'], { env: { MILLRACE_CACHE: join(folder, 'cache') } });
    expect(code).toBe(0);
    const { findings } = JSON.parse(stdout) as { findings: { name: string; state: string; detail: string }[] };
    const of = (name: string): unknown => findings.find(one => one.name === name);
    expect(of('node')).toMatchObject({ state: 'used', detail: expect.stringContaining(process.versions.node) });
    expect(of('engine tfjs-wasm')).toMatchObject({ state: 'used', detail: 'WASM SIMD, 1 thread; runs tfjs models' });
    expect(of('image kernels')).toMatchObject({ state: 'used' });
    for (const one of findings) expect(one.detail).not.toBe('');
  });
});

describe('millrace models', () => {
  const bytes = new TextEncoder().encode('a model');
  const server = createServer((_, response) => response.end(bytes));

  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });

  it('lists, pulls and verifies', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/m.onnx`;
    const files = [{ path: 'm.onnx', url, sha256: sha256(bytes), bytes: bytes.length }];
    await file(
      'manifest.json',
      JSON.stringify({ models: [{ name: 'm', description: 'A model', licence: 'MIT', files }] }),
    );
    const run = (...args: string[]) =>
      cli.run(['models', ...args, '--manifest', 'manifest.json'], {
        cwd: folder,
        env: { MILLRACE_CACHE: join(folder, 'cache') },
      });
    expect(await run('list')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^m {2}absent .* MIT {2}A model$/m),
    });
    expect(await run('verify', 'm')).toMatchObject({ code: 3, stdout: 'm: absent\n' });
    expect(await run('pull', 'x')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('there is no such model. Models: m.'),
    });
    expect(await run('pull')).toMatchObject({ code: 0, stdout: 'm: here and checked\n' });
    expect(await run('verify', 'm')).toMatchObject({ code: 0, stdout: 'm: cached\n' });
    expect(JSON.parse((await run('list', '--json')).stdout)).toMatchObject({
      ok: true,
      models: [{ name: 'm', state: 'cached' }],
    });
  });
});
