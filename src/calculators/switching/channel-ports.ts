import { type ContractPort, type PacketType, type PortPlace, sameAs } from '../../graph/index.ts';

/** A port of the tag `C<channel>__TAG`, or one of the tag `TAG` that belongs to all channels. */
export interface ChannelPort extends PortPlace {
  readonly channel: number | undefined;
  /** Its place among the values of `*`. */
  readonly at: number;
}

const PATTERN = /^C(\d+)__(.*)$/;

/** The ports of `*`: those that do not select. */
export function channelPorts(places: readonly PortPlace[]): readonly ChannelPort[] {
  return places
    .filter(({ tag }) => tag !== 'SELECT' && tag !== 'ENABLE')
    .map(({ tag, index }, at) => {
      const [, channel, inner] = PATTERN.exec(tag) ?? [];
      return { tag: inner ?? tag, index, at, channel: channel === undefined ? undefined : Number(channel) };
    });
}

/** Of ports with channels, those that stand for a port without, by channel. */
export function byChannel(
  ports: readonly ChannelPort[],
  { tag, index }: PortPlace,
): ReadonlyMap<number | undefined, ChannelPort> {
  return new Map(ports.filter(one => one.tag === tag && one.index === index).map(one => [one.channel, one]));
}

/** The type of a port of the tag `C<channel>__TAG`: that of the port TAG across the node. */
export function channelType({ tag, index }: ContractPort): PacketType | undefined {
  const inner = PATTERN.exec(tag)?.[2];
  return inner === undefined ? undefined : sameAs(inner, index);
}

/** Part of a contract's `check`: all ports of a side belong to channels. */
export function* allInChannels(ports: readonly string[], what: string): Generator<string> {
  for (const port of ports) {
    if (port === 'SELECT' || port === 'ENABLE' || PATTERN.test(port.replace(/:\d+$/, ''))) continue;
    yield `The ${what} ${port} belongs to no channel. Call it C0__${port.replace(/:\d+$/, '')}, C1__… by its channel.`;
  }
}
