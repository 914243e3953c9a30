import type { Calculator, CalculatorSpec } from './calculator.ts';
import { openBy } from './map-behaviour.ts';
import type { OptionsShape } from './options/option.ts';
import type { PortsShape } from './port.ts';
import type { ServicesShape } from './service.ts';

type None = Readonly<Record<never, never>>;

/**
 * Declares a calculator. The contract is written once; types of `ctx`, validation, the reference, the editor schema
 * and the test harness are derived from it.
 *
 * @example
 * export const doubler = defineCalculator({
 *   name: 'DoublerCalculator',
 *   summary: 'Doubles each number.',
 *   inputs: { IN: required(number, 'The numbers') },
 *   outputs: { OUT: required(number, 'Twice the numbers') },
 *   open: () => ({ map: value => value * 2 }),
 * });
 */
export function defineCalculator<
  const I extends PortsShape = None,
  const O extends PortsShape = None,
  const S extends PortsShape = None,
  const SO extends PortsShape = None,
  const P extends OptionsShape = None,
  const V extends ServicesShape = None,
>(spec: CalculatorSpec<I, O, S, SO, P, V>): Calculator {
  const complete = {
    example: undefined,
    inputs: {},
    outputs: {},
    sidePackets: {},
    outputSidePackets: {},
    options: {},
    services: {},
    inputPolicy: undefined,
    timestampOffset: 0,
    processTimestampBounds: false,
    stateless: false,
    check: () => [],
    ...spec,
    open: openBy(spec.open as unknown as Parameters<typeof openBy>[0]),
  };
  // The plan checks a node against exactly these shapes before it is opened, so the widened signatures are safe.
  return Object.freeze(complete as unknown as Calculator);
}
