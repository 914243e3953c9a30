/**
 * The JSON Schema (2020-12) of a kind of file. `errorMessage`, which editors show as well, is what is wrong with a value
 * that does not fit, and the remedy; where it is missing, the message is made from the keyword.
 */
export interface DocumentSchema {
  readonly $schema?: 'https://json-schema.org/draft/2020-12/schema';
  readonly title?: string;
  readonly description?: string;
  readonly errorMessage?: string;
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer';
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly DocumentSchema[];
  readonly items?: DocumentSchema | false;
  readonly prefixItems?: readonly DocumentSchema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, DocumentSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | DocumentSchema;
}
