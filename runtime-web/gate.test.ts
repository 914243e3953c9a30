import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

it('lets everybody pass when open, one by one when shut', async () => {
  const gate = createGate();
  expect(gate.pass()).toBeUndefined();
  gate.shut();
  const first = gate.pass();
  let passed = false;
  const watched = first?.then(() => {
    passed = true;
  });
  await Promise.resolve();
  expect(passed).toBe(false);
  gate.letOne();
  await watched;
  // A step that nobody waits for is kept for the next who comes, once.
  gate.letOne();
  gate.letOne();
  expect(gate.pass()).toBeUndefined();
  const last = gate.pass();
  expect(last).toBeInstanceOf(Promise);
  gate.open();
  await last;
  expect(gate.pass()).toBeUndefined();
});
