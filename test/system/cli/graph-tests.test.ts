import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildCli, type Cli } from './cli-process.ts';

let cli: Cli;
let folder: string;

beforeAll(async () => {
  cli = await buildCli();
  folder = await mkdtemp(join(tmpdir(), 'millrace-graph-tests-'));
  await writeFile(join(folder, 'join.yaml'), GRAPH);
});

afterAll(async () => {
  await cli.remove();
  await rm(folder, { recursive: true });
});

const GRAPH = `
input_stream: [a, b]
output_stream: joined
node:
  calculator: PacketInnerJoinCalculator
  input_stream: [a, b]
  output_stream: [joined, other]
`;

const GOOD = `
graph: join.yaml
tests:
  - name: keeps what both have
    feed: {a: [[0, 1.5], [10, 2], [20, 3]], b: [[10, x], [20]]}
    expect: {joined: [[10, 2.01]], other: [[10, x]]}
    tolerance: 0.1
  - name: refuses packets out of order
    feed: {a: [[10, 1], [5, 1]], b: []}
    error: Send packets in increasing time
`;

async function run(command: readonly string[], text: string) {
  await writeFile(join(folder, 'join.test.yaml'), text);
  return cli.run([...command, 'join.test.yaml'], { cwd: folder });
}

describe('millrace test', () => {
  it('passes when the packets are those that are expected', async () => {
    const { code, stdout, stderr } = await run(['test'], GOOD);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual([
      'ok   join.test.yaml: keeps what both have',
      'ok   join.test.yaml: refuses packets out of order',
      '2 passed, 0 failed',
    ]);
    expect(code).toBe(0);
  });

  it('shows each difference', async () => {
    const { code, stdout } = await run(['test'], GOOD.replace('[[10, 2.01]]', '[[10, 3], [20, 4]]'));
    expect(stdout).toContain('     joined at 10: 2, expected 3\n     joined at 20: missing, expected 4\n');
    expect(stdout).toContain('1 passed, 1 failed');
    expect(code).toBe(3);
    const json = await run(['test', '--json'], GOOD);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, tests: [{ differences: [] }, { differences: [] }] });
  });

  it('looks at bounds, at output side packets, and at errors that do not come', async () => {
    const text = `
graph:
  input_stream: [in, tick]
  output_stream: out
  output_side_packet: last
  node:
    - {calculator: PacketClonerCalculator, input_stream: [in, TICK:tick], output_stream: out}
    - {calculator: StreamToSidePacketCalculator, input_stream: in, output_side_packet: last}
tests:
  - name: holds
    feed: {in: [[0, 2], [9]], tick: [[5, true], [9]]}
    expect: {out: [[5, 2.01]]}
    relative_tolerance: 0.01
    settled: {out: 9}
    expect_side_packets: {last: 2}
  - name: does not hold
    feed: {in: [[0, 2], [9]], tick: [[5, true]]}
    settled: {out: 9}
    expect_side_packets: {last: 3}
    error: INVALID_ARGUMENT
`;
    const { code, stdout } = await run(['test'], text);
    expect(stdout.trim().split('\n')).toEqual([
      'ok   join.test.yaml: holds',
      'FAIL join.test.yaml: does not hold',
      '     the run succeeded; expected an error with "INVALID_ARGUMENT"',
      '     side packet last: 2, expected 3',
      '     out: settled up to 5, expected 9',
      '1 passed, 1 failed',
    ]);
    expect(code).toBe(3);
  });

  it.each([
    ['feed: {a:', 'feed: {c:', 'feed names "c", which the graph lacks. There are: a, b.'],
    ['[10, 2], [20, 3]]', '[10, 2, 3]]', 'tests[0].feed.a[1]: is no packet. Write [timestamp, value]'],
    ['[[10, x], [20]]', '[[soon, x]]', 'tests[0].feed.b[0][0]: "soon" is no timestamp.'],
    ['tolerance', 'tolerances', 'tests[0]: There is no field "tolerances". Did you mean "tolerance"?'],
    ['graph: join.yaml', 'graph: none.yaml', 'none.yaml'],
  ])('says what is wrong with a file: %s -> %s', async (from, to, message) => {
    const { code, stderr } = await run(['test'], GOOD.replace(from, to));
    expect(stderr).toContain(message);
    expect(code).not.toBe(0);
  });
});

it('millrace replay shows the calls of one schedule, always the same for a seed', async () => {
  const first = await run(['replay', '--seed', '7'], GOOD);
  expect(first.stdout).toContain('  process PacketInnerJoinCalculator 10\n');
  expect(first.stdout).toContain('ok   join.test.yaml: keeps what both have');
  expect(first.code).toBe(0);
  expect((await run(['replay', '--seed', '7'], GOOD)).stdout).toBe(first.stdout);
  expect((await run(['replay', '--seed', 'x'], GOOD)).code).toBe(2);
});
