import type { DocumentSchema } from './document-schema.ts';

/** One thing that ajv finds: https://ajv.js.org/api.html#error-objects */
export interface SchemaError {
  readonly keyword: string;
  /** A JSON pointer to the value. */
  readonly instancePath: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly data?: unknown;
  readonly parentSchema?: DocumentSchema;
}

/** A validator as ajv writes it ahead of time. It fills in defaults. */
export interface DocumentValidator<T> {
  (value: unknown): value is T;
  errors?: readonly SchemaError[] | null;
}
