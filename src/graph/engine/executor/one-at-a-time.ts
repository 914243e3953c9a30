import type { CalculatorBehaviour, ProcessResult } from '../../calculator.ts';

/**
 * A behaviour of the calling thread for an engine that hands over calls ahead: no more than `limit` calls of `process` run at
 * once, they begin in order, and none begins after one has failed. What returns at once stays synchronous.
 *
 * @param isOver - whether the run has ended: calls that have not begun are then left out.
 */
export async function oneAtATime(
  opened: CalculatorBehaviour | Promise<CalculatorBehaviour>,
  limit: number,
  isOver: () => boolean,
): Promise<CalculatorBehaviour> {
  const behaviour = await opened;
  // No behaviour at all: the engine says so.
  if (typeof behaviour !== 'object') return behaviour;
  const waiting: (() => void)[] = [];
  let running = 0;
  let failed = false;
  const begin = (call: () => ProcessResult): ProcessResult => {
    if (failed || isOver()) {
      ended();
      return undefined;
    }
    let result: ProcessResult;
    try {
      result = call();
    } catch (error) {
      failed = true;
      ended();
      throw error;
    }
    if (typeof result !== 'object') {
      ended();
      return result;
    }
    return result.then(
      value => {
        ended();
        return value;
      },
      (error: unknown) => {
        failed = true;
        ended();
        throw error;
      },
    );
  };
  /** A call has ended: its place goes to the one that waits longest. */
  function ended(): void {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
  return {
    ...behaviour,
    process: ctx => {
      const call = () => behaviour.process(ctx);
      if (running < limit) {
        running += 1;
        return begin(call);
      }
      return new Promise((resolve, reject) => {
        waiting.push(() => {
          try {
            resolve(begin(call));
          } catch (error) {
            // What the calculator threw is passed on as it is.
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
            reject(error);
          }
        });
      });
    },
  };
}
