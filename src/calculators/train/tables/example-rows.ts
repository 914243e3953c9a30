import { defineCalculator, option, required } from '../../../graph/index.ts';
import { deriveSeed } from '../kernels/chance/derive-seed.ts';
import type { Generator } from '../kernels/chance/generator.ts';
import { xoshiro128 } from '../kernels/chance/xoshiro128.ts';
import { drawExamplePicture, exampleShapes } from '../kernels/examples/draw-example-picture.ts';
import { examplePoses, makeExamplePose } from '../kernels/examples/make-example-pose.ts';
import { exampleSounds, makeExampleSound } from '../kernels/examples/make-example-sound.ts';
import { type Column, table } from './table.ts';

/** Makes examples of classes. */
export const exampleRowsCalculator = defineCalculator({
  name: 'ExampleRowsCalculator',
  summary:
    'Makes examples to learn classes from without a file: pictures of figures, sounds, or poses. The columns are those of a folder: x, y, class.',
  example: `
calculator: ExampleRowsCalculator
output_side_packet: TABLE:pictures
options: {kind: picture, per_class: 20, seed: 1}
`,
  outputSidePackets: { TABLE: required(table, 'One row per example, by class') },
  options: {
    kind: option.choice(['picture', 'sound', 'pose'], { description: 'What is made', default: 'picture' }),
    per_class: option.integer({ description: 'Examples of each of the four classes', default: 20, minimum: 1 }),
    side: option.integer({ description: 'Of pictures: pixels of a side', default: 48, minimum: 8 }),
    rate: option.integer({ description: 'Of sounds: samples per second', default: 16000, minimum: 1000 }),
    seconds: option.number({ description: 'Of sounds: the length', default: 1, exclusiveMinimum: 0 }),
    seed: option.integer({ description: 'What all of it follows from', default: 0 }),
  },
  open({ options, outputSidePackets, nodeName }) {
    const { kind, per_class: perClass, side, rate } = options;
    const length = Math.round(rate * options.seconds);
    const makers: Readonly<Record<typeof kind, Maker>> = {
      picture: {
        classes: exampleShapes,
        shape: [side, side, 3],
        make: (one, generator) => drawExamplePicture(exampleShapes[one] ?? 'circle', side, generator),
      },
      sound: {
        classes: exampleSounds,
        shape: [length],
        make: (one, generator) => makeExampleSound(exampleSounds[one] ?? 'tone', length, rate, generator),
      },
      pose: {
        classes: examplePoses,
        shape: [51],
        make: (one, generator) => makeExamplePose(examplePoses[one] ?? 'arms_down', generator),
      },
    };
    const { classes, shape, make } = makers[kind];
    const rows = classes.length * perClass;
    const size = shape.reduce((product, one) => product * one, 1);
    const data = new Float32Array(rows * size);
    const numbers = Array.from({ length: rows }, (_, row) => Math.floor(row / perClass));
    for (const [row, one] of numbers.entries()) {
      data.set(make(one, xoshiro128(deriveSeed(options.seed, nodeName, 'example', row))), row * size);
    }
    outputSidePackets.TABLE.set({
      rows,
      columns: new Map<string, Column>([
        ['x', { kind: 'number', data, shape }],
        ['y', { kind: 'number', data: Float64Array.from(numbers), shape: [] }],
        ['class', { kind: 'text', values: numbers.map(one => classes[one] ?? '') }],
      ]),
    });
    return { process() {} };
  },
});

interface Maker {
  readonly classes: readonly string[];
  readonly shape: readonly number[];
  make(one: number, generator: Generator): ArrayLike<number>;
}
