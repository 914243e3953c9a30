import {
  any,
  boolean,
  type Calculator,
  image,
  integer,
  list,
  number,
  type PacketType,
  record,
  specialise,
  tensor,
  text,
} from '../../graph/index.ts';
import { beginLoopCalculator } from './begin-loop.ts';
import { endLoopCalculator } from './end-loop.ts';

/** The word of MediaPipe's name, and the type of an item: its messages are records here, and a matrix may be any value. */
const begins: Readonly<Record<string, PacketType>> = {
  ...{ Float: number, Int: integer, String: text, Uint64t: integer },
  ...{ Image: image, ImageFrame: image, Tensor: tensor, Matrix: any, MatrixVector: list<unknown>(any) },
  ...{ Detection: record, NormalizedRect: record, NormalizedLandmarkListVector: record },
};
const ends: Readonly<Record<string, PacketType>> = {
  ...{ Boolean: boolean, Float: number },
  ...{ Image: image, ImageFrame: image, Tensor: tensor, Matrix: any },
  ...{ ClassificationList: record, Detection: record, NormalizedRect: record },
  ...{ LandmarkListVector: record, NormalizedLandmarkListVector: record },
};

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
