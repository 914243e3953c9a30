import type { Calculator } from './calculator.ts';
import type { PacketType } from './packet-type.ts';
import type { PortsShape } from './port.ts';

/** The other name of a calculator, and the narrower types of some of its ports, by tag. */
export interface Specialisation {
  readonly name: string;
  readonly inputs?: Readonly<Record<string, PacketType>>;
  readonly outputs?: Readonly<Record<string, PacketType>>;
}

/**
 * A calculator under another name, with narrower types: what MediaPipe does with a template and a registration each.
 *
 * @throws RangeError when a port is named that the calculator does not have.
 * @example
 * const name = 'BeginLoopIntCalculator';
 * specialise(beginLoopCalculator, { name, inputs: { ITERABLE: list(integer) }, outputs: { ITEM: integer } });
 */
export function specialise(calculator: Calculator, to: Specialisation): Calculator {
  const narrow = (side: 'inputs' | 'outputs'): PortsShape => {
    const ports: Record<string, PortsShape[string]> = { ...calculator[side] };
    for (const [tag, type] of Object.entries(to[side] ?? {})) {
      const port = ports[tag];
      if (port === undefined) {
        throw new RangeError(
          `specialise(${calculator.name}): it has no port "${tag}" in its ${side}. It has ${Object.keys(ports).join(', ')}.`,
        );
      }
      ports[tag] = Object.freeze({ ...port, type });
    }
    return Object.freeze(ports);
  };
  return Object.freeze({
    ...calculator,
    name: to.name,
    example: calculator.example?.replace(calculator.name, to.name),
    inputs: narrow('inputs'),
    outputs: narrow('outputs'),
  });
}
