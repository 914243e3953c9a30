// How types go along streams, through nodes that follow their inputs, in graphs of calculators that do nothing.
import { describe, expect, it } from 'vitest';
import {
  any,
  type Calculator,
  checkGraph,
  createRegistry,
  defineCalculator,
  definePacketType,
  formatIssue,
  image,
  integer,
  itemOf,
  joinedListOf,
  list,
  listOf,
  type NodeConfig,
  number,
  optional,
  type PacketType,
  repeated,
  required,
  sameAs,
  tensor,
  tensors,
  text,
} from '../index.ts';
import { gpuImage } from '../packet-types/gpu-image.ts';

const open = () => ({ process: () => undefined });
const words = { name: 'words', description: 'Words', is: (value: unknown): value is unknown => Array.isArray(value) };

const types: Readonly<Record<string, PacketType>> = {
  ...{ Any: any, Integer: integer, Number: number, Text: text, Image: image, Tensor: tensor, Tensors: tensors },
  ...{ Images: list(image), Lists: list(any), Integers: list(integer), Words: definePacketType(words) },
  ...{ Anything: any },
};

const registry = createRegistry([
  ...Object.entries(types).flatMap(([name, type]): Calculator[] => [
    defineCalculator({ name: `${name}Source`, summary: 's', outputs: { '': required(type, 'o') }, open }),
    defineCalculator({ name: `${name}Sink`, summary: 's', inputs: { '': required(type, 'i') }, open }),
    defineCalculator({ name: `${name}Side`, summary: 's', outputSidePackets: { '': required(type, 'o') }, open }),
  ]),
  defineCalculator({
    name: 'Pass',
    summary: 's',
    inputs: { '': repeated(any, 'i'), BACK: optional(any, 'i') },
    outputs: { '': repeated(sameAs(''), 'o'), BACK: optional(sameAs('BACK'), 'o') },
    open,
  }),
  defineCalculator({
    name: 'Mux',
    summary: 's',
    inputs: { '': repeated(any, 'i') },
    outputs: { '': required(sameAs('', 'all'), 'o') },
    open,
  }),
  defineCalculator({
    name: 'Swap',
    summary: 's',
    inputs: { '': repeated(any, 'i') },
    outputs: { '': repeated(any, 'o') },
    portType: ({ side, index }, view) => (side === 'outputs' ? sameAs('', view.inputs('') - 1 - index) : undefined),
    open,
  }),
  defineCalculator({
    name: 'Items',
    summary: 's',
    inputs: { '': required(list(any), 'i') },
    outputs: { '': required(itemOf(''), 'o') },
    open,
  }),
  defineCalculator({
    name: 'Gather',
    summary: 's',
    inputs: { '': repeated(any, 'i') },
    outputs: { '': required(listOf('', 'all'), 'o') },
    open,
  }),
  defineCalculator({
    name: 'Join',
    summary: 's',
    inputs: { '': repeated(any, 'i') },
    outputs: { '': required(joinedListOf(''), 'o') },
    open,
  }),
  defineCalculator({
    name: 'ToSide',
    summary: 's',
    inputs: { '': required(any, 'i') },
    outputSidePackets: { '': required(sameAs(''), 'o') },
    open,
  }),
  defineCalculator({
    name: 'FromSide',
    summary: 's',
    sidePackets: { '': required(any, 'i') },
    outputs: { '': required(sameAs(''), 'o') },
    open,
  }),
] as readonly Calculator[]);

/** `Pass a b -> c d` as a node; `^a` is a back edge, `$a` a side packet. */
function node(line: string): NodeConfig {
  const [left = '', right = ''] = line.split('->');
  const [calculator = '', ...inputs] = left.trim().split(/\s+/);
  const outputs = right.trim().split(/\s+/).filter(Boolean);
  const entry = (name: string): string => name.replace(/^\^/, 'BACK:');
  const [sidesIn, sidesOut] = [inputs, outputs].map(names => names.filter(name => name.startsWith('$')));
  return {
    calculator,
    input_stream: inputs.filter(name => !name.startsWith('$')).map(entry),
    output_stream: outputs.filter(name => !name.startsWith('$')).map(entry),
    input_side_packet: (sidesIn ?? []).map(name => name.slice(1)),
    output_side_packet: (sidesOut ?? []).map(name => name.slice(1)),
    ...(inputs.some(name => name.startsWith('^')) && { input_stream_info: { tag_index: 'BACK', back_edge: true } }),
  };
}

/** The types of a graph's streams and side packets, or what is wrong with it. */
function typesIn(lines: readonly string[], input_stream: readonly string[] = []) {
  const { plan, issues } = checkGraph({ input_stream, node: lines.map(node) }, { registry });
  if (plan === undefined) return issues.map(formatIssue);
  return Object.fromEntries([...plan.streams, ...plan.sidePackets].map(one => [one.name, one.type.name]));
}

describe('a type goes', () => {
  it('forward through nodes that follow their inputs, in whatever order they stand', () => {
    expect(typesIn(['TextSink c', 'Pass b -> c', 'Pass a -> b', 'TextSource -> a'])).toEqual({
      a: 'text',
      b: 'text',
      c: 'text',
    });
  });

  it('back from readers to the graph’s inputs, and from there to where no reader says it', () => {
    expect(typesIn(['Pass a -> b', 'Pass b -> c', 'TextSink c', 'Pass a -> d', 'Pass d -> e'], ['a'])).toEqual({
      a: 'text',
      b: 'text',
      c: 'text',
      d: 'text',
      e: 'text',
    });
  });

  it('to and fro along streams that meet, however often', () => {
    const letters = 'abcdefgh'.split('');
    // a - b, b - c … meet in pairs: only the first has a reader.
    const lines = letters.slice(1).map((to, i) => `Mux ${letters[i]} ${to} -> m${i}`);
    const found = typesIn([...lines, 'TextSink m0'], letters);
    expect(new Set(Object.values(found))).toEqual(new Set(['text']));
  });

  it('round loops', () => {
    expect(typesIn(['Pass a ^d -> b ^c', 'Pass c -> d', 'TextSource -> a'])).toEqual({
      a: 'text',
      b: 'text',
      c: 'any',
      d: 'any',
    });
    expect(typesIn(['Pass a ^d -> b ^c', 'Pass c b -> e d', 'TextSource -> a'])).toMatchObject({
      c: 'text',
      d: 'text',
    });
  });

  it('by index where a contract says so', () => {
    expect(typesIn(['TextSource -> a', 'ImageSource -> b', 'Swap a b -> c d'])).toMatchObject({
      c: 'image',
      d: 'text',
    });
  });

  it('from streams to side packets and back', () => {
    expect(typesIn(['TextSource -> a', 'ToSide a -> $s', 'FromSide $s -> b'])).toEqual({
      a: 'text',
      s: 'text',
      b: 'text',
    });
  });

  it('into lists and out of them', () => {
    expect(typesIn(['ImageSource -> a', 'Gather a a -> l', 'Items l -> i'])).toEqual({
      a: 'image',
      l: 'list<image>',
      i: 'image',
    });
    expect(typesIn(['Items l -> i', 'ImageSink i', 'Gather a -> l'], ['a'])).toEqual({
      a: 'image',
      l: 'list<image>',
      i: 'image',
    });
    expect(typesIn(['TensorsSource -> l', 'Items l -> i'])).toMatchObject({ i: 'tensor' });
    expect(typesIn(['ImageSource -> a', 'TextSource -> b', 'Gather a b -> l'])).toMatchObject({ l: 'list<any>' });
    expect(typesIn(['ImageSource -> a', 'AnySource -> b', 'Gather a b -> l'])).toMatchObject({ l: 'list<any>' });
  });

  it('into lists of items or of what lists hold', () => {
    const sources = [
      'ImageSource -> a',
      'ImagesSource -> b',
      'TextSource -> c',
      'ListsSource -> d',
      'TensorsSource -> e',
    ];
    const joined = (inputs: string) => typesIn([...sources, `Join ${inputs} -> l`]) as Readonly<Record<string, string>>;
    expect(joined('a a')['l']).toBe('list<image>');
    expect(joined('a b')['l']).toBe('list<image>');
    expect(joined('e')['l']).toBe('list<tensor>');
    expect(joined('a c')['l']).toBe('list<any>');
    expect(joined('b d')['l']).toBe('list<any>');
    expect(typesIn(['Join a -> l', 'ImagesSink l'], ['a'])).toMatchObject({ a: 'any', l: 'list<image>' });
    expect(typesIn([...sources, 'Join a b -> l', 'IntegersSink l'])).toHaveLength(1);
  });

  it('no further than a few lists where a loop makes lists of lists', () => {
    const found = typesIn(['TextSource -> a', 'Mux a -> b', 'Pass b ^l -> c ^d', 'Gather d -> l']);
    expect(found).toMatchObject({ a: 'text', b: 'text', c: 'text' });
    expect(JSON.stringify(found).length).toBeLessThan(300);
  });
});

describe('of several types', () => {
  it('a stream that only readers name has the narrowest', () => {
    for (const sinks of [
      ['NumberSink a', 'IntegerSink a'],
      ['IntegerSink a', 'NumberSink a'],
      ['NumberSink a', 'Pass a -> b', 'IntegerSink b'],
    ]) {
      expect(typesIn(sinks, ['a'])).toMatchObject({ a: 'integer' });
    }
  });

  it('one output of several inputs has the widest', () => {
    const lines = ['IntegerSource -> a', 'NumberSource -> b', 'Mux a b -> c'];
    expect(typesIn([...lines, 'NumberSink c', 'IntegerSink a'])).toMatchObject({ c: 'number' });
    expect(typesIn([...lines, 'IntegerSink c'])).toEqual([
      'node[3].input_stream[0]: node "IntegerSink": "c" carries number (from "b" of node "NumberSource"); the input :0 takes integer. Connect another stream, or put a converting node between.',
    ]);
  });

  it('that have nothing in common none can leave by one output', () => {
    const lines = ['ImageSource -> a', 'TextSource -> b', 'Pass b -> c', 'Mux a c -> d'];
    expect(typesIn(lines)).toEqual([
      'node[3].input_stream[1]: node "Mux": "c" carries text (from "b" of node "TextSource"); the input :0 carries image (from node "ImageSource"), and both must carry one type. Connect another stream, or put a converting node between.',
    ]);
    expect(typesIn(['Mux a b -> d', 'ImageSink a', 'TextSink b'], ['a', 'b'])).toEqual([
      'node[0].input_stream[1]: node "Mux": "b" carries text (as node "TextSink" takes it); the input :0 carries image (as node "ImageSink" takes it), and both must carry one type. Connect another stream, or put a converting node between.',
    ]);
  });

  it('each mistake is reported once, also behind the one that it comes from', () => {
    const found = typesIn(['ImageSource -> a', 'TextSink a', 'Pass a -> b', 'Pass b -> c', 'TextSink c']);
    expect(found).toHaveLength(2);
    expect(found).toEqual([expect.stringContaining('"a" carries image'), expect.stringContaining('"c" carries image')]);
  });

  it('any fits each of them', () => {
    // That it is some list beside the value itself says nothing of the value.
    expect(typesIn(['ListsSource -> l', 'Mux a l -> b'], ['a'])).toMatchObject({ a: 'any', b: 'any' });
    expect(typesIn(['AnySource -> a', 'ImageSource -> b', 'Mux a b -> c', 'AnythingSink c'])).toMatchObject({
      a: 'image',
    });
    expect(typesIn(['ImageSource -> a', 'AnySink a', 'AnySource -> b', 'TextSink b'])).toMatchObject({ b: 'text' });
  });
});

describe('lists', () => {
  it('fit where their items do', () => {
    for (const line of [
      'ListsSource -> a|ImagesSink a',
      'ImagesSource -> a|ListsSink a',
      'TensorsSource -> a|ListsSink a',
    ]) {
      expect(typesIn(line.split('|')), line).not.toBeInstanceOf(Array);
    }
    expect(typesIn(['IntegersSource -> a', 'ImagesSink a'])).toHaveLength(1);
    expect(typesIn(['ListsSource -> a', 'TextSink a'])).toHaveLength(1);
  });

  it('of any items are what their readers take', () => {
    expect(typesIn(['ListsSource -> a', 'ImagesSink a'])).toEqual({ a: 'list<image>' });
    expect(typesIn(['ListsSource -> a'])).toEqual({ a: 'list<any>' });
  });

  it('that a node gathers may go to a reader with a name of its own for lists; those that are declared may not', () => {
    expect(typesIn(['TextSource -> a', 'Gather a -> l', 'WordsSink l'])).toMatchObject({ l: 'list<text>' });
    expect(typesIn(['IntegersSource -> l', 'WordsSink l'])).toHaveLength(1);
    expect(typesIn(['TextSource -> a', 'Gather a -> l', 'ImagesSink l'])).toHaveLength(1);
  });

  it('of what stays on its thread stay there', () => {
    expect(list(gpuImage).threadBound).toBe(true);
    expect(list(list(gpuImage)).threadBound).toBe(true);
    expect(list(image).threadBound).toBeUndefined();
  });
});

describe('a constant', () => {
  const constant = (value: unknown): Calculator =>
    defineCalculator({
      name: 'Constant',
      summary: 's',
      outputSidePackets: { '': required(any, 'o') },
      portType: () => definePacketType({ ...number, constant: value }),
      open,
    });
  const check = (value: unknown, ...lines: string[]) =>
    checkGraph(
      { node: ['Constant -> $c', 'FromSide $c -> a', ...lines].map(node) },
      { registry: createRegistry([...registry.names().flatMap(name => registry.get(name) ?? []), constant(value)]) },
    ).issues.map(one => one.message);

  it('fits where its value is taken', () => {
    expect(check(3, 'IntegerSink a')).toEqual([]);
    expect(check(0.5, 'NumberSink a')).toEqual([]);
    expect(check(0.5, 'IntegerSink a')).toEqual([
      '"a" carries number (from "c" of node "Constant"); the input :0 takes integer.',
    ]);
  });

  it('is not the only value where others meet it', () => {
    const lines = ['IntegerSource -> b', 'NumberSource -> n', 'Mux a n -> d', 'IntegerSink d'];
    expect(check(3, ...lines)).toHaveLength(1);
  });
});
