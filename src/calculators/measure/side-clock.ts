import { type Clock, definePacketType, type OptionalPort, optional, type PacketType } from '../../graph/index.ts';

const clock: PacketType<Pick<Clock, 'now'>> = definePacketType({
  name: 'clock',
  description: 'An object whose function now tells the time in microseconds',
  is: (value): value is Pick<Clock, 'now'> =>
    typeof value === 'object' && value !== null && 'now' in value && typeof value.now === 'function',
});

/** The side packet CLOCK of calculators that read the time: another clock than that of the run, as MediaPipe has it. */
export const sideClock: OptionalPort<Pick<Clock, 'now'>> = optional(clock, "A clock in place of the run's own");
