import { type Calculator, defineCalculator, integer, MillraceError, required, text } from '../../graph/index.ts';

/** The least and the greatest number of each of MediaPipe's types; those of 64 bits end where numbers stop being exact. */
const ranges = {
  Int: [-(2 ** 31), 2 ** 31 - 1],
  Int32: [-(2 ** 31), 2 ** 31 - 1],
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  Uint: [0, 2 ** 32 - 1],
  Uint32: [0, 2 ** 32 - 1],
  Uint64: [0, Number.MAX_SAFE_INTEGER],
} as const;

/** Read a number each: `StringToIntCalculator`, `StringToUint64Calculator` … MediaPipe: string_to_int_calculator.cc. */
export const stringToIntCalculators: readonly Calculator[] = Object.entries(ranges).map(([word, [least, greatest]]) =>
  defineCalculator({
    name: `StringTo${word}Calculator`,
    summary: `Sets a side packet to the whole number from ${least} to ${greatest} that a text holds, such as one from the command line.`,
    example: `
calculator: StringTo${word}Calculator
input_side_packet: frames_text
output_side_packet: frames
`,
    sidePackets: { '': required(text, 'A whole number in decimal digits') },
    outputSidePackets: { '': required(integer, 'The number') },
    open({ sidePackets, outputSidePackets, nodeName }) {
      const given = sidePackets[''];
      const value = Number(given);
      if (!/^\s*[+-]?\d+\s*$/.test(given) || value < least || value > greatest) {
        throw new MillraceError(
          'INVALID_ARGUMENT',
          `node "${nodeName}": the text ${JSON.stringify(given.slice(0, 60))} is no whole number from ${least} to ${greatest}. Give digits only.`,
        );
      }
      outputSidePackets[''].set(value);
      return { process() {} };
    },
  }),
);
