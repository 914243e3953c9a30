import { expect, it } from 'vitest';
import {
  any,
  createRegistry,
  defineCalculator,
  definePacketType,
  list,
  type PacketType,
  planGraph,
  required,
} from '../index.ts';
import { anyHoldingItems } from '../packet-type.ts';
import { block } from '../testing/test-calculators.ts';

const source = defineCalculator({
  name: 'Source',
  summary: 'Lists of what it has been given.',
  inputs: {},
  outputs: { '': required(any, 'Lists') },
  open: () => ({ process: () => undefined }),
});

const arrays = { description: 'Blocks', is: (value: unknown): value is unknown => Array.isArray(value) };
const plain: PacketType = definePacketType({ ...arrays, name: 'plain' });
const owned: PacketType = definePacketType({ ...arrays, name: 'owned', release: () => undefined });

/** The type of the source's output in the plan of a graph with a reader of this type. */
function typeBefore(type: PacketType): PacketType | undefined {
  const reader = defineCalculator({
    name: 'Reader',
    summary: 'Reads.',
    inputs: { '': required(type, 'What is read') },
    outputs: {},
    open: () => ({ process: () => undefined }),
  });
  const { nodes, streams } = planGraph(
    {
      node: [
        { calculator: 'Source', output_stream: 'lists' },
        { calculator: 'Reader', input_stream: 'lists' },
      ],
    },
    { registry: createRegistry([source, reader]) },
  );
  expect(streams[0]?.type).toBe(nodes[0]?.outputs[0]?.type);
  return streams[0]?.type;
}

it('a list that holds its items goes to readers of every type, takes its name, and goes on holding them', () => {
  expect(typeBefore(any)).toBe(anyHoldingItems);
  // What takes no list has no items.
  expect(typeBefore(block)).toBe(block);
  for (const reader of [plain, owned, list(block), list(any)]) {
    const type = typeBefore(reader);
    expect(type?.name).toBe(reader.name);
    expect(type?.is).toBe(reader.is);
    expect(type?.items).toBeDefined();
    expect(type?.release).toBeDefined();
  }
});

it('the items are those of the reader where it names them', () => {
  expect(typeBefore(list(block))?.items).toBe(block);
  expect(typeBefore(plain)?.items).toBe(any);
});

it('a value none of whose items is counted is given back as the reader says', () => {
  expect(typeBefore(owned)?.release).toBe(owned.release);
  expect(typeBefore(owned)?.items).toBe(owned);
});
