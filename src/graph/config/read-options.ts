import { OptionsError } from '../errors.ts';
import type { OptionsShape, OptionValues } from '../options/option.ts';
import { optionsValidator } from './options-validator.ts';
import { copyPlain, freezeRecord, isRecord } from './plain-value.ts';
import { sentences } from './suggestion.ts';

/**
 * Checks options that are known only when a graph runs against their shape, as those in a graph file are checked.
 *
 * @param where - Begins each message, such as `node "limiter", side packet OPTIONS`.
 * @returns The values with defaults filled in, frozen.
 * @throws OptionsError that names every unknown option and every value that does not fit.
 */
export function readOptions<S extends OptionsShape>(
  shape: S,
  values: Readonly<Record<string, unknown>>,
  where: string,
): OptionValues<S> {
  const filled = copyPlain(values);
  const faults = optionsValidator(shape)(filled);
  if (faults.length > 0) {
    throw new OptionsError(`${where}: ${faults.map(fault => sentences(fault.message, fault.hint)).join(' ')}`);
  }
  if (!isRecord(filled)) throw new OptionsError(`${where}: the options are no record. Give named options.`);
  // Each value has just been compared with the schema that its type comes from.
  return freezeRecord(filled) as OptionValues<S>;
}
