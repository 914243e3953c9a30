import { type OptionsShape, objectSchema } from '../options/option.ts';
import { createValidator, type Validator } from './validator.ts';

/** The checks of options that were used before or given. Each is a function of its shape and of nothing else. */
const validators = new WeakMap<OptionsShape, Validator>();

/** The check of a calculator's options: one that was made ahead of time, else one that walks their schema. */
export function optionsValidator(shape: OptionsShape): Validator {
  const known = validators.get(shape);
  if (known !== undefined) return known;
  const made = createValidator(objectSchema(shape), 'option');
  validators.set(shape, made);
  return made;
}

/** Has a check that says of every value what a walk over the shape's schema says used from now on. */
export function provideOptionsValidator(shape: OptionsShape, validator: Validator): void {
  validators.set(shape, validator);
}
