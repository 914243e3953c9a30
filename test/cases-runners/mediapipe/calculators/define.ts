import {
  any,
  type Calculator,
  type CalculatorSpec,
  defineCalculator,
  integer,
  type OptionsShape,
  optional,
  type PortsShape,
  repeated,
  type ServicesShape,
} from '../../../../src/graph/index.ts';

/** Untagged ports of any number and type. */
export const anys = { '': repeated(any, 'Anything') };
/** Ports of any tag, number and type. */
export const everything = { '*': repeated(any, 'Anything') };
/** Untagged ports of integers. */
export const integers = { '': repeated(integer, 'Integers') };
/** One port that may stay unconnected. */
export const maybe = optional(any, 'Anything');

/** A calculator that only cases use. */
export function testCalculator<
  const I extends PortsShape,
  const O extends PortsShape,
  const S extends PortsShape,
  const SO extends PortsShape,
  const P extends OptionsShape,
  const V extends ServicesShape,
>(name: string, spec: Omit<CalculatorSpec<I, O, S, SO, P, V>, 'name' | 'summary'>): Calculator {
  return defineCalculator({ ...spec, name, summary: 'Only for cases.' });
}
