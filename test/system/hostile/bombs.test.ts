import { expect, it } from 'vitest';
import { bombs } from '../../fixtures/hostile/bombs.ts';
import { childProgram, root } from '../../fixtures/hostile/child-program.ts';
import type { Judgement } from '../../fixtures/hostile/judge-text.ts';

/** CPU time that the loader may need to refuse a bomb. */
const MOST_MS = 50;
const ROUNDS = 8;

it('every bomb ends in issues within 50 ms, and none ends the process', async () => {
  const program = await childProgram('test/fixtures/hostile/light-bombs.ts');
  try {
    const { code, stdout, stderr } = await program.run([root, String(ROUNDS)], ['--max-old-space-size=256']);
    const results = stdout
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line) as Judgement & { readonly name: string });
    expect({ code, stderr, count: results.length }).toEqual({ code: 0, stderr: '', count: ROUNDS * bombs.length });
    for (const [i, { name, faults, rules, isValid }] of results.entries()) {
      const expected = bombs[i % bombs.length];
      expect({ name, faults, isValid, rules: [...new Set(rules)] }).toEqual({
        name: expected?.name,
        faults: [],
        isValid: false,
        rules: expected?.rules,
      });
    }
    // A busy machine doubles the time of single texts: the best round counts.
    const best = bombs.map(({ name }, i) => ({
      name,
      ms: Math.min(...results.filter((_, k) => k % bombs.length === i).map(one => one.ms)),
    }));
    expect(best.filter(({ ms }) => ms >= MOST_MS)).toEqual([]);
  } finally {
    await program.remove();
  }
});
