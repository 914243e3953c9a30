import { type OptionsShape, type OptionValues, optional, readOptions, record } from '../../graph/index.ts';

/** The side packet OPTIONS: options that are known only when the graph starts. */
export const optionsPacket = optional(record, 'Options that take precedence over those of the node', {
  mustBeGiven: true,
});

/** What {@link mergeOptions} reads of a calculator's context. */
interface OptionsContext<S extends OptionsShape> {
  readonly nodeName: string;
  readonly options: OptionValues<S>;
  readonly sidePackets: { readonly OPTIONS: Readonly<Record<string, unknown>> | undefined };
}

/**
 * The options of a node with those of its OPTIONS side packet on top, and over them `given`, the side packets that
 * stand for one option each. MediaPipe: tool::RetrieveOptions.
 *
 * @throws OptionsError for a name that the calculator does not have, or a value that the option does not take.
 */
export function mergeOptions<S extends OptionsShape>(
  shape: S,
  { nodeName, options, sidePackets }: OptionsContext<S>,
  given: { readonly [K in keyof S]?: unknown } = {},
): OptionValues<S> {
  const own = Object.entries(given).filter(([, value]) => value !== undefined);
  if (sidePackets.OPTIONS === undefined && own.length === 0) return options;
  const values = { ...options, ...sidePackets.OPTIONS, ...Object.fromEntries(own) };
  return readOptions(shape, values, `node "${nodeName}", options in side packets`);
}
