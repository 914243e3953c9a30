import { describe, expect, it } from 'vitest';
import { GraphConfigError, MediaError, ModelError, NodeError } from '../../src/graph/index.ts';
import { ExitCode } from './exit-code.ts';
import { exitCodeOf, reportFailure } from './failure.ts';
import { createTerminal } from './terminal.ts';
import { UsageError } from './usage-error.ts';

const issue = {
  rule: 'undeclared-port',
  status: 'NOT_FOUND',
  path: 'node[0]',
  where: 'node "a"',
  message: 'It is wrong.',
} as const;
const coded = (code: string): Error => Object.assign(new Error(code), { code });

describe('exitCodeOf', () => {
  it.each<[string, unknown, ExitCode]>([
    ['a mistake of the command line', new UsageError('x'), ExitCode.usage],
    ['an invalid graph', new GraphConfigError([issue]), ExitCode.invalidGraph],
    ['a failed run', new NodeError('a', 'B', 'process', 0, new Error('x')), ExitCode.failure],
    ['a damaged video', new MediaError('x'), ExitCode.failure],
    ['a full disk', coded('ENOSPC'), ExitCode.environment],
    [
      'a missing package behind a failed run',
      new NodeError('a', 'B', 'open', 0, new ModelError('x', { cause: coded('ERR_MODULE_NOT_FOUND') })),
      ExitCode.environment,
    ],
    ['no error at all', 'text', ExitCode.failure],
  ])('%s', (_, error, code) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

it('reports as text or as JSON', () => {
  const written = { out: '', err: '' };
  const terminal = createTerminal({ write: text => (written.out += text) }, { write: text => (written.err += text) });
  const error = new GraphConfigError([issue, issue]);
  expect(reportFailure(terminal, error, false)).toBe(1);
  expect(written).toEqual({ out: '', err: 'node[0]: node "a": It is wrong.\nnode[0]: node "a": It is wrong.\n' });
  reportFailure(terminal, error, true);
  expect(JSON.parse(written.out)).toEqual({ ok: false, exitCode: 1, error: error.message, issues: [issue, issue] });
});
