import { describe, expect, it } from 'vitest';
import { loadedModel, modelFiles } from '../../../src/calculators/tensor/index.ts';
import {
  any,
  boolean,
  type GraphPlan,
  image,
  list,
  number,
  oneOf,
  type PacketType,
  type PlanGraphPort,
  path,
  text,
} from '../../../src/graph/index.ts';
import { UsageError } from '../usage-error.ts';
import { sideValues } from './side-values.ts';

const types: Readonly<Record<string, PacketType>> = {
  count: number,
  flag: boolean,
  name: text,
  picture: image,
  numbers: list(number),
  anything: any,
  mixed: oneOf(number, text),
  model: oneOf(text, modelFiles, loadedModel),
  place: oneOf(path, text),
};

/** A plan with these side packets only; the others are not looked at. */
function planOf(required: readonly string[]): { plan: GraphPlan; port(name: string): PlanGraphPort } {
  const names = Object.keys(types);
  const ports = names.map((name, slot) => ({ tag: '', index: 0, name, slot }));
  const sidePackets = names.map(name => ({
    name,
    type: types[name] ?? any,
    producer: -1,
    required: required.includes(name),
  }));
  const plan: GraphPlan = {
    type: '',
    comment: '',
    config: {},
    nodes: [],
    streams: [],
    sidePackets,
    inputs: [],
    outputs: [],
    inputSidePackets: ports,
    outputSidePackets: [],
    executors: [],
    maxQueueSize: 100,
    reportDeadlock: false,
    warnings: [],
  };
  return {
    plan,
    port(name) {
      const found = ports.find(one => one.name === name);
      if (found === undefined) throw new Error(`no port ${name}`);
      return found;
    },
  };
}

async function values(given: Readonly<Record<string, string>>, required: readonly string[] = []) {
  const { plan, port } = planOf(required);
  const texts = new Map(Object.entries(given).map(([name, value]) => [port(name), value] as const));
  return sideValues(plan, texts, '/work dir', path => Promise.resolve(`picture of ${path}`));
}

describe('sideValues', () => {
  it.each<[string, string, unknown]>([
    ['count', '2.5', 2.5],
    ['flag', 'true', true],
    ['name', '12', '12'],
    ['name', 'true', 'true'],
    ['picture', '/', 'picture of /'],
    ['numbers', '[1,2]', [1, 2]],
    ['anything', '{"a":1}', { a: 1 }],
    ['anything', 'word', 'word'],
    ['mixed', '3', 3],
    ['mixed', 'three', 'three'],
    ['model', '/', '/'],
    ['place', '/', '/'],
    ['model', 'model:selfie', 'model:selfie'],
    ['model', 'https://models.example/m.json', 'https://models.example/m.json'],
  ])('%s=%s', async (name, text_, value) => {
    const result = await values({ [name]: text_ });
    expect(result.values).toEqual({ [name]: value });
    expect([...result.trusted]).toEqual(name === 'model' || name === 'place' ? [value] : []);
    expect(result.folders).toEqual(name === 'place' ? [value] : []);
  });

  it.each<[Readonly<Record<string, string>>, string]>([
    [{ count: 'many' }, '--side count: "many" is no number. Write a number.'],
    [{ flag: 'yes' }, '--side flag: "yes" is no boolean. Write true or false.'],
    [{ place: 'nowhere', model: '/' }, '--side place: there is no file nowhere. Give the path of a file or folder.'],
    [{ numbers: '["a"]' }, '--side numbers: "[\\"a\\"]" is no list<number>.'],
    [
      {},
      'side packet "model" (text | model_files | loaded_model): is needed and not given. Add --side model=VALUE, with a path, a URL or model:NAME.',
    ],
  ])('refuses %j', async (given, message) => {
    await expect(values(given, ['model'])).rejects.toThrow(message);
    await expect(values(given, ['model'])).rejects.toBeInstanceOf(UsageError);
  });
});
