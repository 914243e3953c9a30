import { boolean, type Calculator, image, integer, list, number, specialise, tensor, text } from '../../graph/index.ts';
import { beginLoopCalculator } from './begin-loop.ts';
import { endLoopCalculator } from './end-loop.ts';

/** The word of MediaPipe's name, and the type of an item. */
const begins = { Float: number, Image: image, Int: integer, String: text, Tensor: tensor, Uint64t: integer } as const;
const ends = { Boolean: boolean, Float: number, Image: image, Tensor: tensor } as const;

/**
 * `BeginLoopCalculator` and `EndLoopCalculator` under the names that MediaPipe registers for one type of item each:
 * `BeginLoopIntCalculator`, `EndLoopBooleanCalculator` …
 */
export const typedLoopCalculators: readonly Calculator[] = [
  ...Object.entries(begins).map(([word, item]) =>
    specialise(beginLoopCalculator, {
      name: `BeginLoop${word}Calculator`,
      inputs: { ITERABLE: list<unknown>(item) },
      outputs: { ITEM: item },
    }),
  ),
  ...Object.entries(ends).map(([word, item]) =>
    specialise(endLoopCalculator, { name: `EndLoop${word}Calculator`, inputs: { ITEM: item } }),
  ),
];
