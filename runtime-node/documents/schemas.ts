import type { Registry } from '../../src/graph/index.ts';
import { graphSchema } from '../../src/graph/index.ts';
import { modelManifestSchema } from './model-manifest-schema.ts';
import { testFileSchema } from './test-file-schema.ts';

/** The JSON Schemas of all files that people write, by the name that `millrace schema` knows them by. */
export const schemas: Readonly<Record<SchemaName, (registry: Registry) => object>> = {
  graph: graphSchema,
  test: () => testFileSchema,
  models: () => modelManifestSchema,
};

/** The kinds of files that have a schema: graphs, their tests, manifests of models. */
export type SchemaName = 'graph' | 'test' | 'models';
