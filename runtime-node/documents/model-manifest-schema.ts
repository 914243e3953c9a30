import type { DocumentSchema } from './document-schema.ts';

/** A manifest that fits {@link modelManifestSchema}. */
export interface ManifestDocument {
  readonly models: readonly {
    readonly name: string;
    readonly description: string;
    readonly licence: string;
    readonly files: readonly {
      readonly path: string;
      readonly url?: string;
      readonly sha256: string;
      readonly bytes: number;
    }[];
  }[];
}

const text = (description: string): DocumentSchema => ({
  description,
  type: 'string',
  pattern: '.',
  errorMessage: 'is no text. Write what it is.',
});

const file: DocumentSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path', 'sha256', 'bytes'],
  properties: {
    path: {
      description: 'Beside the manifest when there is no `url`, and what the weights of a model are looked up by',
      type: 'string',
      // Parts between "/" or "\" that are not empty and not "..", and no drive or stream of Windows.
      pattern: '^(?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+(?:[/\\\\](?!\\.\\.(?:[/\\\\]|$))[^/\\\\:\\0]+)*$',
      errorMessage: 'is not a plain relative path. Give one below the folder of the manifest.',
    },
    url: text('Where it is pulled from; none for a file that ships beside the manifest'),
    sha256: {
      description: 'Of the content, in hex',
      type: 'string',
      pattern: '^[0-9A-Fa-f]{64}$',
      errorMessage: 'is not 64 hex digits. Give what `sha256sum` prints.',
    },
    bytes: {
      description: 'The size of the content',
      type: 'integer',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      errorMessage: 'is not a positive whole number. Give the size in bytes.',
    },
  },
};

/** Files that list models by name: `models/manifest.json`. */
export const modelManifestSchema: DocumentSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Millrace model manifest',
  type: 'object',
  additionalProperties: false,
  required: ['models'],
  errorMessage: 'is no record. Write {"models": []} for none.',
  properties: {
    models: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name', 'description', 'licence', 'files'],
        properties: {
          name: {
            description: 'What `model:NAME` refers to',
            type: 'string',
            pattern: '^[\\w.-]+$',
            errorMessage: 'may hold letters, digits, "-", "_" and "." only. Rename it.',
          },
          description: text('What the model does, for `millrace models list`'),
          licence: text('An SPDX identifier'),
          files: {
            description: 'The main file first (`model.json` or `.onnx`), then its weights',
            type: 'array',
            minItems: 1,
            items: file,
          },
        },
      },
    },
  },
};
