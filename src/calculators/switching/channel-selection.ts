import {
  boolean,
  type CalculatorContext,
  type InputPort,
  integer,
  option,
  optional,
  Timestamp,
} from '../../graph/index.ts';

/** The selecting inputs of the calculators that switch between channels. */
export const selectionInputs = {
  SELECT: optional(integer, 'The number of the channel, from this time on'),
  ENABLE: optional(boolean, 'Selects channel 1 (true) or 0 (false), from this time on'),
};

/** The selecting side packets. */
export const selectionSidePackets = {
  SELECT: optional(integer, 'The number of the channel until one is selected', { mustBeGiven: true }),
  ENABLE: optional(boolean, 'Selects channel 1 (true) or 0 (false) until one is selected', { mustBeGiven: true }),
};

/** The options of a container, which the calculators at its two ends get as well. */
export const selectionOptions = {
  select: option.integer({ description: 'The number of the channel until one is selected', minimum: 0 }),
  enable: option.boolean({ description: 'Whether channel 1, not 0, is on until one is selected' }),
  synchronize_io: option.boolean({
    description: 'Hand packets over only when all inputs are settled at their time',
    default: false,
  }),
  async_selection: option.boolean({ description: 'Of the container: without effect here', default: false }),
  tick_input_stream: option.list(option.string({ description: 'TAG:index', required: true }), {
    description: 'Of the container: without effect here',
    default: [],
  }),
};

/** Part of a contract's `check`: a channel is selected in one way. */
export function* oneSelection(view: {
  readonly options: { readonly select: number | undefined; readonly enable: boolean | undefined };
  inputs(tag: string): number;
  sidePackets(tag: string): number;
}): Generator<readonly ['INVALID_ARGUMENT', string]> {
  for (const [side, what] of [
    ['inputs', 'inputs'],
    ['sidePackets', 'input side packets'],
  ] as const) {
    if (view[side]('SELECT') + view[side]('ENABLE') < 2) continue;
    yield ['INVALID_ARGUMENT', `Both SELECT and ENABLE are connected as ${what}. Keep one.`];
  }
  if (view.options.select !== undefined && view.options.enable !== undefined) {
    yield ['INVALID_ARGUMENT', 'Both select and enable are given as options. Keep one.'];
  }
}

type SelectingContext = Pick<
  CalculatorContext<{
    inputs: typeof selectionInputs;
    outputs: Record<never, never>;
    sidePackets: typeof selectionSidePackets;
    outputSidePackets: Record<never, never>;
    options: typeof selectionOptions;
    services: Record<never, never>;
  }>,
  'inputs' | 'sidePackets' | 'options'
>;

/** The channel that a run starts with: that of a side packet, else of the options, else 0. */
export function initialChannel({ sidePackets, options }: Omit<SelectingContext, 'inputs'>): number {
  const number = (enable: boolean | undefined): number | undefined =>
    enable === undefined ? undefined : Number(enable);
  return sidePackets.SELECT ?? number(sidePackets.ENABLE) ?? options.select ?? number(options.enable) ?? 0;
}

/** A stretch of time in which one channel is selected: from `start` up to, without, the start of the next one. */
interface Interval {
  readonly channel: number;
  readonly start: Timestamp;
}

/** Which channel is selected when, as far as it is known. */
export interface ChannelHistory {
  /** Takes in what a call brings. */
  read(ctx: SelectingContext): void;
  /** No selection will follow. */
  finish(): void;
  /** The selection is known below this timestamp. */
  readonly knownBelow: Timestamp;
  /** The channel at a time below `knownBelow` that no cursor has passed. */
  channelAt(time: Timestamp): number | undefined;
  /** A place that goes through the history from its beginning; intervals are forgotten when every cursor has left them. */
  cursor(): ChannelCursor;
}

/** One reader of a {@link ChannelHistory}. */
export interface ChannelCursor {
  readonly channel: number;
  readonly start: Timestamp;
  /** The end of the interval; of the last one, as far as it is known. */
  readonly end: Timestamp;
  /** Goes on to the next interval. @returns whether there is one. */
  advance(): boolean;
}

/** Makes the history of a run that starts with a channel. */
export function createChannelHistory(initial: number): ChannelHistory {
  const intervals: Interval[] = [{ channel: initial, start: Timestamp.PreStream }];
  const places: number[] = [];
  let knownBelow: Timestamp = Timestamp.PreStream;
  const forget = (): void => {
    const passed = Math.min(...places);
    if (passed === 0) return;
    intervals.splice(0, passed);
    for (const i of places.keys()) places[i] = (places[i] ?? 0) - passed;
  };
  const history: ChannelHistory = {
    read({ inputs }) {
      const input = inputs.SELECT ?? inputs.ENABLE;
      if (input === undefined) {
        history.finish();
        return;
      }
      const enable = inputs.ENABLE?.value;
      const selected = inputs.SELECT?.value ?? (enable === undefined ? undefined : Number(enable));
      if (selected !== undefined && selected !== intervals[intervals.length - 1]?.channel) {
        const start = input.packet.timestamp;
        // Nothing lies before the first timestamp: the initial channel is never on.
        if (start <= Timestamp.Min) intervals[0] = { channel: selected, start: Timestamp.PreStream };
        else intervals.push({ channel: selected, start });
      }
      knownBelow = Math.max(knownBelow, settledBelow(input));
    },
    finish() {
      knownBelow = Timestamp.OneOverPostStream;
    },
    get knownBelow() {
      return knownBelow;
    },
    channelAt: time => intervals.findLast(one => one.start <= time)?.channel,
    cursor() {
      const me = places.push(0) - 1;
      const interval = (offset = 0): Interval | undefined => intervals[(places[me] ?? 0) + offset];
      return {
        get channel() {
          return interval()?.channel ?? initial;
        },
        get start() {
          return interval()?.start ?? Timestamp.PreStream;
        },
        get end() {
          return interval(1)?.start ?? knownBelow;
        },
        advance() {
          if (interval(1) === undefined) return false;
          places[me] = (places[me] ?? 0) + 1;
          forget();
          return true;
        },
      };
    },
  };
  return history;
}

/** All packets of an input below this timestamp have come. */
export function settledBelow({ isDone, packet }: Pick<InputPort, 'isDone' | 'packet'>): Timestamp {
  return isDone ? Timestamp.OneOverPostStream : Timestamp.next(packet.timestamp);
}
