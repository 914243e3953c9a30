import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { locateAssets, shippedAssets } from './shipped-assets.ts';

const manifest: { models: { files: { path: string; url?: string }[] }[] } = JSON.parse(
  readFileSync('models/manifest.json', 'utf8'),
);

it('knows every model file that ships for tfjs', () => {
  const files = manifest.models.flatMap(model => model.files).filter(file => file.url === undefined);
  const forPages = files.filter(file => !file.path.endsWith('.onnx')).map(file => `models/${file.path}`);
  expect(shippedAssets).toEqual(expect.arrayContaining(forPages));
});

it('finds files beside the code, or below assetBase', () => {
  const name = 'models/manifest.json';
  expect(locateAssets()(name)?.pathname).toMatch(/web\/assets\/models\/manifest\.json$/);
  const there = locateAssets('https://example.org/millrace');
  expect(there(name)?.href).toBe('https://example.org/millrace/models/manifest.json');
  expect(there('toString')).toBeUndefined();
  expect(() => locateAssets('//:')).toThrow('assetBase: "//:" is no address.');
});
