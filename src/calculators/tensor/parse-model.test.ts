import { describe, expect, it } from 'vitest';
import { toGraphModel } from '../../../test/fixtures/network/graph-model.ts';
import { tinyNetwork } from '../../../test/fixtures/network/networks.ts';
import { toOnnx } from '../../../test/fixtures/network/onnx-model.ts';
import { ModelError } from '../../graph/index.ts';
import { parseModel } from './parse-model.ts';

const encode = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const graph = toGraphModel(tinyNetwork(), 'tiny.json');
const noSibling = (path: string): Promise<never> => Promise.reject(new Error(`asked for ${path}`));

function parseJson(json: unknown, weights = graph.weights): ReturnType<typeof parseModel> {
  const bytes = encode(typeof json === 'string' ? json : JSON.stringify(json));
  return parseModel({ name: 'tiny.json', bytes, readSibling: () => Promise.resolve(weights) });
}

describe('parseModel', () => {
  it('reads a GraphModel with its weights', async () => {
    expect(await parseJson(graph.json)).toEqual(graph);
  });

  it('puts shards together in the order of the manifest', async () => {
    const half = graph.weights.length >> 1;
    const files = new Map([
      ['a/1.bin', graph.weights.slice(0, half)],
      ['a/2.bin', graph.weights.slice(half)],
    ]);
    const [group] = graph.json['weightsManifest'] as readonly Record<string, unknown>[];
    const json = { ...graph.json, weightsManifest: [{ ...group, paths: ['a/1.bin', 'a/2.bin'] }] };
    const read = await parseModel({
      name: 'sharded.json',
      bytes: encode(JSON.stringify(json)),
      readSibling: path => Promise.resolve(files.get(path) ?? new Uint8Array(0)),
    });
    expect('weights' in read ? read.weights : undefined).toEqual(graph.weights);
  });

  it('knows a LayersModel by its topology', async () => {
    const read = await parseJson({ modelTopology: { model_config: {} }, weightsManifest: [] });
    expect(read.format).toBe('tfjs-layers-model');
  });

  it('knows TFLite by the identifier of its flatbuffer', async () => {
    const bytes = encode('\x1c\0\0\0TFL3\0\0');
    const read = await parseModel({ name: 'it', bytes, readSibling: noSibling });
    expect(read).toEqual({ name: 'it', format: 'tflite', bytes });
  });

  it('knows ONNX by its content', async () => {
    const { bytes } = toOnnx(tinyNetwork());
    expect(await parseModel({ name: 'model.bin', bytes, readSibling: noSibling })).toEqual({
      name: 'model.bin',
      format: 'onnx',
      bytes,
    });
  });

  it.each([
    ['nothing', '', 'the file is empty'],
    ['an HTML page', '\n<!doctype html><title>Not found</title>', 'the file is an HTML or XML page, not a model'],
    ['half a JSON', '{"format": "graph-mo', 'the JSON is damaged or truncated'],
    ['other JSON', '{"format": "package"}', 'the JSON is no tfjs model'],
    ['text', 'hello there', 'none of tfjs, ONNX and TFLite'],
  ])('refuses %s', async (_, text, message) => {
    const bytes = encode(text);
    const reading = parseModel({ name: 'it', bytes, readSibling: noSibling });
    await expect(reading).rejects.toThrow(`model it: ${message}`);
    await expect(reading).rejects.toBeInstanceOf(ModelError);
  });

  it('refuses truncated weights', async () => {
    await expect(parseJson(graph.json, graph.weights.slice(8))).rejects.toThrow(
      `its weight files hold ${graph.weights.length - 8} bytes, its manifest asks for ${graph.weights.length}`,
    );
  });

  it.each(['../secret', '/etc/passwd', 'a/../../b', 'C:\\x', 'https://a.example/b', './a', '', 7, 'a\0b'])(
    'refuses weights outside the model’s folder: %s',
    async path => {
      const json = { ...graph.json, weightsManifest: [{ paths: [path], weights: [] }] };
      const reading = parseModel({ name: 'evil.json', bytes: encode(JSON.stringify(json)), readSibling: noSibling });
      await expect(reading).rejects.toThrow('is not a plain path beside it');
    },
  );

  it('counts quantised weights by their stored type', async () => {
    const weights = [{ name: 'w', shape: [3], dtype: 'float32', quantization: { dtype: 'float16' } }];
    const json = {
      format: 'graph-model',
      modelTopology: { node: [] },
      weightsManifest: [{ paths: ['w.bin'], weights }],
    };
    const read = await parseJson(json, new Uint8Array(6));
    expect(read.format).toBe('tfjs-graph-model');
  });
});
