import type { MapBehaviour, OpenedBehaviour, SpecBehaviour } from './calculator.ts';
import type { CalculatorContext, ContractShape, InputPort, OutputPort, PortPlace } from './calculator-context.ts';
import { isPromise } from './engine/is-promise.ts';
import { MillraceError } from './errors.ts';
import { ANY_TAG } from './port.ts';

type Open<B> = (ctx: CalculatorContext) => B | Promise<B>;

/** How a calculator opens: as its author has written it, and a `map` gets a `process` that does the same by the ports. */
export function openBy(open: Open<SpecBehaviour<ContractShape>>): Open<OpenedBehaviour> {
  return ctx => {
    const behaviour = open(ctx);
    return isPromise(behaviour) ? behaviour.then(one => completed(one, ctx)) : completed(behaviour, ctx);
  };
}

function completed(behaviour: SpecBehaviour<ContractShape>, ctx: CalculatorContext): OpenedBehaviour {
  if (!isMap(behaviour)) return behaviour;
  const { inputs, outputs } = ctx.connected;
  const [input] = inputs;
  const [output] = outputs;
  if (input === undefined || output === undefined || inputs.length > 1 || outputs.length > 1) {
    throw new MillraceError(
      'FAILED_PRECONDITION',
      `open returned a map, but the node has ${inputs.length} input streams and ${outputs.length} output streams. Return a map where each is one, else process.`,
    );
  }
  const inputAt = portAt<InputPort>(input);
  const outputAt = portAt<OutputPort>(output);
  const process = (call: CalculatorContext): void => {
    const from = inputAt(call.inputs);
    if (from.isEmpty) return;
    const value = mapped(behaviour, from.value);
    if (value === undefined) return;
    if (value === from.value) outputAt(call.outputs).forward(from.packet);
    else outputAt(call.outputs).emit(value);
  };
  return Object.assign(behaviour as MapBehaviour & { map: (value: unknown) => unknown }, { process });
}

/** What a `map` makes of a value. @throws TypeError if it returns a promise, besides what it throws. */
export function mapped(behaviour: { map(value: never): unknown }, value: unknown): unknown {
  const result = behaviour.map(value as never);
  // A value that passes through may be anything.
  if (result !== value && typeof result === 'object' && isPromise(result)) {
    throw new TypeError('map returned a promise. Return the value, or have process wait for it.');
  }
  return result;
}

// Nonsense, which the engine refuses, is none.
function isMap(behaviour: unknown): behaviour is MapBehaviour {
  return typeof behaviour === 'object' && behaviour !== null && 'map' in behaviour && !('process' in behaviour);
}

/** Finds the port at a place among those of a context. */
function portAt<P>({ tag }: PortPlace): (ports: Readonly<Record<string, unknown>>) => P {
  return ports => {
    const port = ports[tag] ?? ports[ANY_TAG];
    return (Array.isArray(port) ? port[0] : port) as P;
  };
}
