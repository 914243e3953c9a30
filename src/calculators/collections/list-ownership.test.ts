// Lists of pictures that count how often they were given back: each is given back once, after the last packet that holds it.
import { describe, expect, it } from 'vitest';
import {
  any,
  boolean,
  type Calculator,
  createGraph,
  createRegistry,
  defineCalculator,
  definePacketType,
  HandleRegistry,
  type Image,
  image,
  integer,
  list,
  type NodeConfig,
  planGraph,
  repeated,
  required,
  STOP,
} from '../../graph/index.ts';
import { coreCalculators } from '../core/index.ts';
import { collectionCalculators } from './index.ts';

const BATCHES = 5;
const BATCH = 3;
type Nodes = readonly NodeConfig[];

/** How a run goes on at the second packet that is looked at. */
type Ending = 'done' | 'failed' | 'cancelled';

type Picture = Image & { readonly id: number; released: number };

/** Lists of pictures under a name that says nothing of its items. */
const album = definePacketType<readonly Image[]>({
  name: 'album',
  description: 'Pictures',
  is: (value): value is readonly Image[] => Array.isArray(value) && value.every(one => image.is(one)),
});

/** Lists of pictures that are given back as a whole. */
const ownAlbum = definePacketType<readonly Image[]>({
  ...album,
  name: 'own_album',
  release: pictures => {
    for (const one of pictures) one.release?.();
  },
});

const sourceOfLists = defineCalculator({
  name: 'ListSource',
  summary: 'Lists of numbers.',
  inputs: {},
  outputs: { '': required(list(integer), 'Lists') },
  open() {
    let next = 0;
    return {
      process({ outputs }) {
        outputs[''].emit(
          Array.from({ length: BATCH }, (_, i) => next * BATCH + i),
          next,
        );
        next += 1;
        return next === BATCHES ? STOP : undefined;
      },
    };
  },
});

const conditions = defineCalculator({
  name: 'EveryOther',
  summary: 'Truth values for lists.',
  inputs: { '': required(list(integer), 'Lists') },
  outputs: { '': required(list(boolean), 'Truth values') },
  open: () => ({ map: items => items.map(item => item % 2 === 0) }),
});

/** Runs a graph whose streams `looked…` are looked at: held for some turns, and every picture in them must be alive. */
async function run(nodes: Nodes, looked: readonly string[], ending: Ending, releases = 1) {
  const made: Picture[] = [];
  const usedAfterRelease: number[] = [];
  const seen: (readonly number[])[] = [];
  const picture = (id: number): Picture => {
    const one: Picture = {
      kind: 'cpu',
      format: 'gray8',
      width: 1,
      height: 1,
      data: new Uint8Array(1),
      id,
      released: 0,
      release() {
        this.released += 1;
      },
    };
    made.push(one);
    return one;
  };
  const makePicture = defineCalculator({
    name: 'MakePicture',
    summary: 'A picture for each number.',
    inputs: { '': required(integer, 'Numbers') },
    outputs: { '': required(image, 'Pictures') },
    open: () => ({ map: picture }),
  });
  const makePictures = defineCalculator({
    name: 'MakePictures',
    summary: 'A list of pictures for each list of numbers.',
    inputs: { '': required(list(integer), 'Lists') },
    outputs: { '': required(list(image), 'Lists') },
    open: () => ({ map: items => items.map(picture) }),
  });
  const makeAnything = defineCalculator({
    name: 'MakeAnything',
    summary: 'A list of pictures for each list of numbers.',
    inputs: { '': required(list(integer), 'Lists') },
    outputs: { '': required(any, 'Lists, of which nothing is said') },
    open: () => ({ map: items => items.map(picture) }),
  });
  const takePicture = defineCalculator({
    name: 'TakePicture',
    summary: 'Pictures, unchanged.',
    inputs: { '': required(image, 'Pictures') },
    outputs: { '': required(image, 'Pictures') },
    open: () => ({ map: one => one }),
  });
  const takePictures = defineCalculator({
    name: 'TakePictures',
    summary: 'Lists of pictures, unchanged.',
    inputs: { '': required(list(image), 'Lists') },
    outputs: { '': required(any, 'The same') },
    open: () => ({ map: pictures => pictures }),
  });
  const reverse = defineCalculator({
    name: 'Reverse',
    summary: 'Another list of the same items. Says nothing of either.',
    inputs: { '': required(any, 'Lists') },
    outputs: { '': required(any, 'Lists') },
    open: () => ({ map: items => [...(items as readonly unknown[])].reverse() }),
  });
  const pictures = (value: unknown): Picture[] => (Array.isArray(value) ? value.flatMap(pictures) : [value as Picture]);
  const check = (value: unknown) => {
    for (const one of pictures(value)) if (one.released > 0) usedAfterRelease.push(one.id);
  };
  // Opens when everything but the lookers has seen everything.
  let open = (): void => undefined;
  const gate = new Promise<void>(resolve => {
    open = resolve;
  });
  const look = defineCalculator({
    name: 'Look',
    summary: 'Looks at pictures.',
    inputs: { '': repeated(any, 'Pictures or lists of them', { min: 1 }) },
    outputs: {},
    open: () => ({
      async process({ inputs }) {
        for (const input of inputs['']) if (!input.isEmpty) check(input.value);
        await gate;
        for (const input of inputs['']) {
          if (input.isEmpty) continue;
          check(input.value);
          seen.push(pictures(input.value).map(one => one.id));
        }
        if (seen.length < 2) return;
        if (ending === 'failed') throw new Error('as planned');
        if (ending === 'cancelled') graph.cancel('as planned');
      },
    }),
  });
  const registry = createRegistry([
    ...coreCalculators,
    ...collectionCalculators,
    sourceOfLists,
    conditions,
    makePicture,
    makePictures,
    makeAnything,
    takePicture,
    takePictures,
    reverse,
    ...[album, ownAlbum].map(type =>
      defineCalculator({
        name: `Take_${type.name}`,
        summary: 'Lists, unchanged.',
        inputs: { '': required(type, 'Lists') },
        outputs: { '': required(type, 'Lists') },
        open: () => ({ map: pictures => pictures }),
      }),
    ),
    look,
  ] as readonly Calculator[]);
  const plan = planGraph(
    {
      node: [
        { calculator: 'ListSource', output_stream: 'numbers' },
        ...nodes,
        ...looked.map(stream => ({ calculator: 'Look', input_stream: stream })),
      ],
    },
    { registry },
  );
  const handles = new HandleRegistry();
  const graph = createGraph(plan, { handles });
  let numbers = 0;
  graph.observe('numbers', () => {
    numbers += 1;
    if (numbers === BATCHES) setImmediate(open);
  });
  for (const stream of looked) graph.observe(stream, ({ value }) => check(value));
  const outcome = graph.run().then(
    () => graph.status,
    () => graph.status,
  );
  expect(await outcome).toBe(ending);
  expect(usedAfterRelease).toEqual([]);
  expect(made.filter(one => one.released !== releases)).toEqual([]);
  expect(handles.liveByType()).toEqual({});
  expect(made.length).toBeGreaterThan(0);
  return seen;
}

const loop = (end = 'EndLoopCalculator', begin = 'BeginLoopCalculator'): Nodes => [
  { calculator: begin, input_stream: 'ITERABLE:numbers', output_stream: ['ITEM:number', 'BATCH_END:end'] },
  { calculator: 'MakePicture', input_stream: 'number', output_stream: 'picture' },
  { calculator: end, input_stream: ['ITEM:picture', 'BATCH_END:end'], output_stream: 'ITERABLE:pictures' },
];

const all = Array.from({ length: BATCHES }, (_, n) => [n * BATCH, n * BATCH + 1, n * BATCH + 2]);
const part = (begin: number, end: number) => all.map(one => one.slice(begin, end));
const evens = all.map(list => list.filter(id => id % 2 === 0));
const made: Nodes = [{ calculator: 'MakePictures', input_stream: 'numbers', output_stream: 'pictures' }];
const split = (name: string, output_stream: string[], options: Record<string, unknown>) => ({
  calculator: name,
  input_stream: 'pictures',
  output_stream,
  options: {
    ranges: [
      { begin: 0, end: 1 },
      { begin: 2, end: 3 },
    ],
    ...options,
  },
});
const clip = (
  input_stream: string,
  output_stream: string,
  max_vec_size: number,
  name = 'ClipVectorSizeCalculator',
) => ({
  calculator: name,
  input_stream,
  output_stream,
  options: { max_vec_size },
});
const item = (name: string, item_index: number) => ({
  calculator: name,
  input_stream: 'VECTOR:pictures',
  output_stream: 'ITEM:one',
  options: { item_index },
});
const join = (name: string, input_stream: string[]) => ({ calculator: name, input_stream, output_stream: 'joined' });

/** What is done with the lists `pictures`, by name: the nodes, and what is seen of each stream that is looked at. */
type Use = readonly [string, Nodes, Readonly<Record<string, readonly (readonly number[])[]>>];

const uses: readonly Use[] = [
  ['looked at', [], { pictures: all }],
  ['passed through', [pass('pictures', 'passed')], { passed: all }],
  ['passed through beside another reader', [pass('pictures', 'passed')], { pictures: all, passed: all }],
  [
    'counted only',
    [{ calculator: 'VectorSizeCalculator', input_stream: 'VECTOR:pictures', output_stream: 'SIZE:size' }],
    {},
  ],
  ['read by nobody', [], {}],
  ...['album', 'own_album'].map(
    (type): Use => [
      `read as ${type}`,
      [{ calculator: `Take_${type}`, input_stream: 'pictures', output_stream: 'taken' }],
      { pictures: all, taken: all },
    ],
  ),
  ['clipped', [clip('pictures', 'few', 1)], { few: part(0, 1) }],
  [
    'clipped twice, each looked at',
    [clip('pictures', 'two', 2), clip('two', 'one', 1)],
    { two: part(0, 2), one: part(0, 1) },
  ],
  ['clipped to more than there is', [clip('pictures', 'few', 9)], { few: all }],
  [
    'filtered',
    [
      { calculator: 'EveryOther', input_stream: 'numbers', output_stream: 'keep' },
      {
        calculator: 'FilterCollectionCalculator',
        input_stream: ['ITERABLE:pictures', 'CONDITION:keep'],
        output_stream: 'ITERABLE:kept',
      },
    ],
    { kept: evens },
  ],
  ['split', [split('SplitVectorCalculator', ['a', 'b'], {})], { a: part(0, 1), b: part(2, 3) }],
  [
    'split into items',
    [split('SplitVectorCalculator', ['a', 'b'], { element_only: true })],
    { a: part(0, 1), b: part(2, 3) },
  ],
  [
    'split into items of a known type',
    [
      split('SplitVectorCalculator', ['a', 'b'], { element_only: true }),
      { calculator: 'TakePicture', input_stream: 'a', output_stream: 'taken' },
    ],
    { a: part(0, 1), taken: part(0, 1) },
  ],
  [
    'split and combined',
    [split('SplitVectorCalculator', ['ab'], { combine_outputs: true })],
    { ab: all.map(([a = 0, , b = 0]) => [a, b]) },
  ],
  ['taken out of', [item('GetVectorItemCalculator', 1)], { one: part(1, 2) }],
  ['taken out of, and looked at', [item('GetVectorItemCalculator', 1)], { pictures: all, one: part(1, 2) }],
  [
    'joined',
    [join('ConcatenateVectorCalculator', ['pictures', 'pictures'])],
    { joined: all.map(one => [...one, ...one]) },
  ],
  [
    'joined with an item',
    [item('GetVectorItemCalculator', 2), join('ConcatenateVectorCalculator', ['pictures', 'one'])],
    { joined: all.map(one => [...one, ...one.slice(2)]) },
  ],
  [
    'merged',
    [
      split('SplitVectorCalculator', ['a', 'b'], { element_only: true }),
      join('MergeToVectorCalculator', ['a', 'b', 'pictures']),
    ],
    { joined: all.map(([a = 0, , b = 0]) => [a, b, a, a + 1, b]) },
  ],
  ['turned round by who names no type', [reversed('pictures', 'back')], { back: all.map(one => one.toReversed()) }],
  [
    'turned round twice beside another reader',
    [reversed('pictures', 'back'), pass('back', 'passed'), reversed('passed', 'again')],
    { pictures: all, back: all.map(one => one.toReversed()), again: all },
  ],
  [
    'turned round, and one taken out',
    [reversed('pictures', 'back'), { ...item('GetVectorItemCalculator', 0), input_stream: 'VECTOR:back' }],
    { one: part(2, 3) },
  ],
  ['joined by who takes any type', [join('MergeCalculator', ['pictures'])], { joined: all }],
  [
    'looped over again',
    [
      {
        calculator: 'BeginLoopCalculator',
        input_stream: 'ITERABLE:pictures',
        output_stream: ['ITEM:each', 'BATCH_END:each_end'],
      },
      {
        calculator: 'EndLoopCalculator',
        input_stream: ['ITEM:each', 'BATCH_END:each_end'],
        output_stream: 'ITERABLE:again',
      },
    ],
    { again: all },
  ],
];

/** Of lists whose type is known. */
const typed: readonly Use[] = [
  ['clipped', [clip('pictures', 'few', 1, 'ClipImageVectorSizeCalculator')], { few: part(0, 1) }],
  [
    'split into items',
    [split('SplitImageVectorCalculator', ['a', 'b'], { element_only: true })],
    { a: part(0, 1), b: part(2, 3) },
  ],
  ['taken out of', [item('GetImageVectorItemCalculator', 1)], { one: part(1, 2) }],
  ['taken out of, and looked at', [item('GetImageVectorItemCalculator', 1)], { pictures: all, one: part(1, 2) }],
  [
    'looped over again',
    [
      {
        calculator: 'BeginLoopImageCalculator',
        input_stream: 'ITERABLE:pictures',
        output_stream: ['ITEM:each', 'BATCH_END:each_end'],
      },
      {
        calculator: 'EndLoopImageCalculator',
        input_stream: ['ITEM:each', 'BATCH_END:each_end'],
        output_stream: 'ITERABLE:again',
      },
    ],
    { again: all },
  ],
];

const origins: Readonly<Record<string, readonly [Nodes, readonly Use[]]>> = {
  'gathered in a loop': [loop(), [...uses, ...typed]],
  'gathered in a typed loop': [loop('EndLoopImageCalculator', 'BeginLoopIntCalculator'), [...uses, ...typed]],
  // Its type has a name, which those that take albums do not take.
  'made as a list<image>': [made, [...uses.filter(([use]) => !use.startsWith('read as')), ...typed]],
  'made by who says nothing, for a reader of list<image>': [
    [
      { calculator: 'MakeAnything', input_stream: 'numbers', output_stream: 'made' },
      pass('made', 'made_passed'),
      { calculator: 'TakePictures', input_stream: 'made_passed', output_stream: 'pictures' },
    ],
    uses.filter(([use]) => !use.startsWith('read as')),
  ],
};

function pass(from: string, to: string): NodeConfig {
  return { calculator: 'PassThroughCalculator', input_stream: from, output_stream: to };
}

function reversed(from: string, to: string): NodeConfig {
  return { calculator: 'Reverse', input_stream: from, output_stream: to };
}

describe.each(Object.entries(origins))('a list %s', (_origin, [origin, ways]) => {
  it.each(ways)('%s', async (_use, nodes, looked) => {
    const all = [...origin, ...nodes];
    const seen = await run(all, Object.keys(looked), 'done');
    expect(sorted(seen)).toEqual(sorted(Object.values(looked).flat()));
    if (seen.length === 0) return;
    await run(all, Object.keys(looked), 'failed');
    await run(all, Object.keys(looked), 'cancelled');
  });
});

it('a list of which neither producer nor reader says anything belongs to who made it', async () => {
  const nodes = [
    { calculator: 'MakeAnything', input_stream: 'numbers', output_stream: 'made' },
    pass('made', 'passed'),
    reversed('passed', 'back'),
  ];
  expect(sorted(await run(nodes, ['back'], 'done', 0))).toEqual(sorted(all.map(one => one.toReversed())));
});

const sorted = (lists: readonly unknown[]): readonly string[] => lists.map(one => JSON.stringify(one)).sort();
