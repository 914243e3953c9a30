import { type ContractFault, MillraceError, type OptionValues, option } from '../../graph/index.ts';

const range = option.object(
  {
    begin: option.integer({ description: 'The first item', required: true }),
    end: option.integer({ description: 'One past the last item', required: true }),
  },
  { description: 'Items begin to end - 1', required: true },
);

/** The options of a calculator that takes lists apart. @param whole - what it takes apart, such as `list`. */
export const splitOptions = (whole: string) => ({
  ranges: option.list(range, { description: 'The ranges, in the order of the outputs', required: true }),
  element_only: option.boolean({
    description: 'Ranges hold one item; send the item itself. Without effect beside combine_outputs',
    default: false,
  }),
  combine_outputs: option.boolean({ description: `Send the items of all ranges as one ${whole}`, default: false }),
});

type SplitOptions = OptionValues<ReturnType<typeof splitOptions>>;

/** Whether single items are sent: one list of all ranges is a list, whatever it holds. */
export const sendsItems = ({ element_only, combine_outputs }: SplitOptions): boolean =>
  element_only && !combine_outputs;

/**
 * Part of a contract's `check`: the ranges, and the outputs that are connected for them.
 *
 * @param overlap - MediaPipe's code for ranges that overlap, which depends on the calculator.
 */
export function* splitFaults(
  options: SplitOptions,
  outputs: number,
  overlap: 'INTERNAL' | 'INVALID_ARGUMENT',
): Generator<ContractFault> {
  const { ranges, combine_outputs } = options;
  const wanted = combine_outputs ? 1 : ranges.length;
  if (outputs !== wanted) {
    yield [
      combine_outputs ? 'INTERNAL' : 'INVALID_ARGUMENT',
      `${ranges.length} ranges need ${wanted} outputs; ${outputs} are connected. Connect ${wanted}.`,
    ];
  }
  for (const [i, { begin, end }] of ranges.entries()) {
    if (begin < 0 || end <= begin) {
      yield ['INVALID_ARGUMENT', `ranges[${i}] is ${begin} to ${end}. Begin at 0 or later, and end later.`];
    }
    if (sendsItems(options) && end - begin !== 1) {
      yield ['INVALID_ARGUMENT', `ranges[${i}] holds ${end - begin} items. element_only wants one.`];
    }
  }
  const sorted = [...ranges].sort((a, b) => a.begin - b.begin);
  if (combine_outputs && sorted.some((one, i) => one.begin < (sorted[i - 1]?.end ?? 0))) {
    yield [overlap, 'The ranges overlap, and combine_outputs is set. Take each item once.'];
  }
}

/**
 * Takes items apart: returns what goes to each output.
 *
 * @param pack - makes a whole of items again.
 * @throws MillraceError (INTERNAL) from the function that it returns, when there are fewer items than the ranges reach to.
 */
export function splitter(
  options: SplitOptions,
  where: string,
  pack: (items: readonly unknown[]) => unknown,
): (items: readonly unknown[]) => readonly unknown[] {
  const { ranges, combine_outputs } = options;
  const last = Math.max(...ranges.map(one => one.end));
  return items => {
    if (items.length < last) {
      throw new MillraceError(
        'INTERNAL',
        `${where} has ${items.length} items, the ranges reach to ${last}. Shorten the ranges.`,
      );
    }
    const parts = ranges.map(({ begin, end }) => items.slice(begin, end));
    if (combine_outputs) return [pack(parts.flat())];
    return parts.map(part => (sendsItems(options) ? part[0] : pack(part)));
  };
}
