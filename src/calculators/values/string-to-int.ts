import { defineCalculator, integer, MillraceError, required, text } from '../../graph/index.ts';

/** Reads a number. MediaPipe: string_to_int_calculator.cc. */
export const stringToIntCalculator = defineCalculator({
  name: 'StringToIntCalculator',
  summary: 'Sets a side packet to the whole number that a text holds, such as one from the command line.',
  example: `
calculator: StringToIntCalculator
input_side_packet: frames_text
output_side_packet: frames
`,
  sidePackets: { '': required(text, 'A whole number in decimal digits') },
  outputSidePackets: { '': required(integer, 'The number') },
  open({ sidePackets, outputSidePackets, nodeName }) {
    const given = sidePackets[''];
    const value = Number(given);
    if (!/^\s*[+-]?\d+\s*$/.test(given) || !Number.isSafeInteger(value)) {
      throw new MillraceError(
        'INVALID_ARGUMENT',
        `node "${nodeName}": the text ${JSON.stringify(given.slice(0, 60))} is no whole number up to 2^53. Give digits only.`,
      );
    }
    outputSidePackets[''].set(value);
    return { process() {} };
  },
});
