import { describeSchemaErrors } from './describe-schema-errors.ts';
import type { DocumentValidator } from './document-validator.ts';

/**
 * The content of a file that fits its schema, with defaults filled in.
 *
 * @param refuse - makes the error; it gets a line for each thing that is wrong.
 * @throws what `refuse` makes.
 */
export function readDocument<T>(
  validate: DocumentValidator<T>,
  content: unknown,
  file: string,
  refuse: (message: string) => Error,
): T {
  if (validate(content)) return content;
  throw refuse(describeSchemaErrors(validate.errors ?? [], file).join('\n'));
}
