import { didYouMean } from '../did-you-mean.ts';
import type { SchemaError } from './document-validator.ts';

/**
 * What ajv has found as messages, each **where: fact. remedy.**: one for each value that is wrong, in the order in which
 * they were found.
 *
 * @param file - the document, which each message begins with.
 */
export function describeSchemaErrors(errors: readonly SchemaError[], file: string): readonly string[] {
  const causes = errors.filter(one => !isConsequence(one, errors));
  return [...new Set(causes.map(one => `${file}${place(one.instancePath)}: ${sayWhatIsWrong(one)}`))];
}

/** What an alternative lacks is told by the message of the alternatives, if these have one. */
function isConsequence(error: SchemaError, all: readonly SchemaError[]): boolean {
  return all.some(
    one =>
      one !== error &&
      one.keyword === 'anyOf' &&
      (error.instancePath === one.instancePath || error.instancePath.startsWith(`${one.instancePath}/`)),
  );
}

function sayWhatIsWrong({ keyword, params, message, data, parentSchema }: SchemaError): string {
  const known = Object.keys(parentSchema?.properties ?? {});
  if (keyword === 'required') return `has no "${String(params['missingProperty'])}". Add it.`;
  if (keyword === 'additionalProperties') {
    const name = String(params['additionalProperty']);
    return `There is no field "${name}".${didYouMean(name, known)} The fields: ${known.join(', ')}.`;
  }
  const shown = typeof data === 'object' && data !== null ? '' : `${JSON.stringify(data)} `;
  if (parentSchema?.errorMessage !== undefined) return `${shown}${parentSchema.errorMessage}`;
  return `${shown === '' ? 'It' : shown.trim()} ${message ?? `breaks the rule ${keyword}`}.`;
}

/** A JSON pointer as people write paths: `/tests/0/name` is `, tests[0].name`. */
function place(pointer: string): string {
  if (pointer === '') return '';
  const steps = pointer.slice(1).split('/');
  const path = steps.map(step => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return `, ${path.map(step => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join('')}`.replace(', .', ', ');
}
