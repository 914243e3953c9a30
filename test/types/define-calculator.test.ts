import { expectTypeOf, it } from 'vitest';
import {
  boolean,
  type CalculatorContext,
  defineCalculator,
  defineService,
  type Image,
  type InputPort,
  image,
  number,
  type OutputPort,
  option,
  optional,
  optionalService,
  repeated,
  required,
  STOP,
  text,
} from '../../src/graph/index.ts';

const clock = defineService<{ now(): number }>({ key: 'clock', description: 'Time' });

it('infers everything in ctx from the contract', () => {
  const calculator = defineCalculator({
    name: 'ProbeCalculator',
    summary: 'Shows the inferred types.',
    inputs: { IMAGE: required(image, 'a'), ALLOW: optional(boolean, 'b'), '': repeated(number, 'c') },
    outputs: { OUT: required(text, 'd') },
    sidePackets: { MODEL: required(text, 'e'), SEED: optional(number, 'f') },
    outputSidePackets: { COUNT: optional(number, 'g') },
    options: {
      rate: option.number({ description: 'h', default: 1 }),
      path: option.string({ description: 'i' }),
      width: option.integer({ description: 'j', required: true }),
      mode: option.choice(['fast', 'slow'], { description: 'k', default: 'fast' }),
      sizes: option.list(option.integer({ description: 'l', required: true }), { description: 'm', default: [1] }),
    },
    services: { clock, spare: optionalService(clock) },
    open: opened => {
      expectTypeOf(opened.sidePackets.MODEL).toEqualTypeOf<string>();
      expectTypeOf(opened.sidePackets.SEED).toEqualTypeOf<number | undefined>();
      expectTypeOf(opened.services.spare).toEqualTypeOf<{ now(): number } | undefined>();
      return {
        process(ctx) {
          expectTypeOf(ctx.inputs.IMAGE).toEqualTypeOf<InputPort<Image>>();
          expectTypeOf(ctx.inputs.ALLOW).toEqualTypeOf<InputPort<boolean> | undefined>();
          expectTypeOf(ctx.inputs['']).toEqualTypeOf<readonly InputPort<number>[]>();
          expectTypeOf(ctx.outputs.OUT).toEqualTypeOf<OutputPort<string>>();
          expectTypeOf(ctx.options.rate).toEqualTypeOf<number>();
          expectTypeOf(ctx.options.path).toEqualTypeOf<string | undefined>();
          expectTypeOf(ctx.options.width).toEqualTypeOf<number>();
          expectTypeOf(ctx.options.mode).toEqualTypeOf<'fast' | 'slow'>();
          expectTypeOf(ctx.options.sizes).toEqualTypeOf<readonly number[]>();
          // @ts-expect-error there is no input of that tag
          void ctx.inputs.IMAGES;
          // @ts-expect-error a number is not a string
          ctx.outputs.OUT.emit(1);
          return STOP;
        },
      };
    },
  });
  expectTypeOf(calculator.open).parameter(0).toEqualTypeOf<CalculatorContext>();
});

it('infers the value of a map from the contract', () => {
  defineCalculator({
    name: 'MapProbeCalculator',
    summary: 'Shows the inferred types.',
    inputs: { IN: required(number, 'a') },
    outputs: { OUT: required(text, 'b') },
    open: () => ({
      map(value) {
        expectTypeOf(value).toEqualTypeOf<number>();
        return String(value);
      },
    }),
  });
});
