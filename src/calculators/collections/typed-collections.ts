import {
  boolean,
  type Calculator,
  image,
  integer,
  list,
  number,
  oneOf,
  type PacketType,
  specialise,
  tensor,
  text,
} from '../../graph/index.ts';
import { clipVectorSizeCalculator } from './clip-vector-size.ts';
import { concatenateVectorCalculator } from './concatenate-vector.ts';
import { filterCollectionCalculator } from './filter-collection.ts';
import { getVectorItemCalculator } from './get-vector-item.ts';
import { mergeToVectorCalculator } from './merge-to-vector.ts';
import { splitVectorCalculator } from './split-vector.ts';
import { collectionHasMinSizeCalculator, vectorIndicesCalculator, vectorSizeCalculator } from './vector-size.ts';

/** The words of MediaPipe's names, and the types of an item. */
const items: Readonly<Record<string, PacketType>> = {
  Bool: boolean,
  Float: number,
  Image: image,
  Int: integer,
  Int32: integer,
  String: text,
  Tensor: tensor,
  UInt64: integer,
  Uint64t: integer,
};

/** What is registered for a word: the generic calculator, the name, and the ports that hold lists and items. */
type Variant = readonly [
  generic: Calculator,
  name: (word: string) => string,
  ports: (
    item: PacketType,
    items: PacketType,
  ) => {
    readonly inputs?: Readonly<Record<string, PacketType>>;
    readonly outputs?: Readonly<Record<string, PacketType>>;
  },
  words: readonly string[],
];

const variants: readonly Variant[] = [
  [
    concatenateVectorCalculator,
    word => `Concatenate${word}VectorCalculator`,
    (item, lists) => ({ inputs: { '': oneOf(lists, item) }, outputs: { '': lists } }),
    ['Bool', 'Float', 'Image', 'Int32', 'String', 'Tensor', 'UInt64'],
  ],
  [
    splitVectorCalculator,
    word => `Split${word}VectorCalculator`,
    (_item, lists) => ({ inputs: { '': lists } }),
    ['Float', 'Image', 'Int', 'Tensor', 'Uint64t'],
  ],
  [
    getVectorItemCalculator,
    word => `Get${word}VectorItemCalculator`,
    (item, lists) => ({ inputs: { VECTOR: lists }, outputs: { ITEM: item } }),
    ['Float', 'Image', 'Int', 'String', 'Tensor'],
  ],
  [
    clipVectorSizeCalculator,
    word => `Clip${word}VectorSizeCalculator`,
    (_item, lists) => ({ inputs: { '': lists }, outputs: { '': lists } }),
    ['Float', 'Image', 'Int', 'String', 'Tensor'],
  ],
  [
    vectorSizeCalculator,
    word => `${word}VectorSizeCalculator`,
    (_item, lists) => ({ inputs: { VECTOR: lists } }),
    ['Float', 'Image', 'Int', 'String', 'Tensor'],
  ],
  [
    vectorIndicesCalculator,
    word => `${word}VectorIndicesCalculator`,
    (_item, lists) => ({ inputs: { VECTOR: lists } }),
    ['Float', 'Image', 'Int', 'String', 'Tensor'],
  ],
  [
    collectionHasMinSizeCalculator,
    word => `${word}VectorHasMinSizeCalculator`,
    (_item, lists) => ({ inputs: { ITERABLE: lists } }),
    ['Float', 'Image', 'Int', 'String', 'Tensor'],
  ],
  [
    filterCollectionCalculator,
    word => `Filter${word}CollectionCalculator`,
    (_item, lists) => ({ inputs: { ITERABLE: lists }, outputs: { ITERABLE: lists } }),
    ['Float', 'Image', 'Int', 'String', 'Tensor'],
  ],
  [
    mergeToVectorCalculator,
    word => `Merge${word}sToVectorCalculator`,
    (item, lists) => ({ inputs: { '': item }, outputs: { '': lists } }),
    ['Image'],
  ],
];

/** The list calculators under the names that MediaPipe gives to one type of item each: `ConcatenateFloatVectorCalculator` … */
export const typedCollectionCalculators: readonly Calculator[] = variants.flatMap(([generic, name, ports, words]) =>
  words.flatMap(word => {
    const item = items[word];
    return item === undefined ? [] : [specialise(generic, { name: name(word), ...ports(item, list(item)) })];
  }),
);
