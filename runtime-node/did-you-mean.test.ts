import { expect, it } from 'vitest';
import { didYouMean } from './did-you-mean.ts';

it.each([
  ['GateCalculatr', ['GateCalculator', 'MuxCalculator'], ' Did you mean "GateCalculator"?'],
  ['allow', ['ALLOW', 'DISALLOW'], ' Did you mean "ALLOW"?'],
  ['xyz', ['GateCalculator'], ''],
  ['a', [], ''],
])('%s among %j', (name, names, answer) => {
  expect(didYouMean(name, names)).toBe(answer);
});
