import { GraphRunError, MillraceError } from '../errors.ts';

/** The errors of a run in the order they came: the first is the primary one. */
export class RunErrors {
  readonly list: Error[] = [];

  /** Whether there is one. */
  get any(): boolean {
    return this.list.length > 0;
  }

  /** All of them as one. */
  get combined(): Error {
    const [first] = this.list;
    if (first === undefined) return new MillraceError('UNKNOWN', 'graph: failed without an error. Report this.');
    return this.list.length === 1 ? first : new GraphRunError(this.list.slice());
  }
}
