import { asError } from './as-error.ts';
import { rejected } from './rejected.ts';

/**
 * A packet is not taken: gives its value back and rejects, with the error of the release where that throws. The run, which
 * goes on without the packet, does not fail by it: who adds it is told.
 */
export function refused(error: Error, giveBack: () => void): Promise<never> {
  try {
    giveBack();
  } catch (thrown) {
    return rejected(asError(thrown));
  }
  return rejected(error);
}
