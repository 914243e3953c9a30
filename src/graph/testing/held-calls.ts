import { lambda } from './test-calculators.ts';

/**
 * A calculator whose calls wait until they are let go, and then pass their packet on.
 *
 * @param turn - lets everything run that waits for no more than promises and one turn of the event loop.
 */
export function heldCalls(turn: () => Promise<unknown>) {
  const waiting: (() => void)[] = [];
  const calculator = lambda(async ctx => {
    const input = ctx.inputs[''][0];
    await new Promise<void>(resolve => waiting.push(resolve));
    if (input !== undefined && !input.isEmpty) ctx.outputs[''][0]?.forward(input.packet);
  });
  /** Lets the call at a place of the line go, the oldest first. */
  const letGo = async (place = 0) => {
    await turn();
    waiting.splice(place, 1)[0]?.();
    await turn();
  };
  return { calculator, letGo, waiting };
}
