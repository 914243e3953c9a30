import { checkValue, type ValueSchema } from './check-value.ts';
import { describeFaults, type SchemaFault } from './describe-faults.ts';

/** Checks values and fills in defaults. */
export type Validator = (value: unknown) => readonly SchemaFault[];

/** Makes the check of a JSON Schema. What is called in messages is told by `noun`: `field` or `option`. */
export function createValidator(schema: object, noun: 'field' | 'option'): Validator {
  // Schemas are data of many shapes; `checkValue` reads the keywords it knows.
  const read = schema as ValueSchema;
  return value => describeFaults(checkValue(read, value), noun);
}
