import { expect, it } from 'vitest';
import { Packet, Timestamp } from '../../graph/index.ts';
import { runCalculator } from '../../graph/testing/index.ts';
import { createFlowLimit } from './flow-limit.ts';
import { flowLimiterCalculator } from './flow-limiter.ts';
import { realTimeFlowLimiterCalculator } from './real-time-flow-limiter.ts';

it('remembers every decision that a stream lagging behind has still to follow', () => {
  const limit = createFlowLimit({ max_in_flight: 1, max_in_queue: 0, in_flight_timeout: 0 }, 2);
  const decided: string[] = [];
  for (const time of [0, 10, 20, 30, 40]) {
    if (time === 30) limit.finish(0);
    limit.queue(0, new Packet(time, time));
    limit.decide(
      packet => decided.push(`${packet.timestamp} in`),
      packet => decided.push(`${packet.timestamp} out`),
    );
    limit.follow(1, Timestamp.Unstarted, Timestamp.next(time), () => undefined);
  }
  expect(decided).toEqual(['0 in', '10 out', '20 out', '30 in', '40 out']);
  const followed: number[] = [];
  for (const time of [-5, 0, 5, 10, 25, 30, 35, 40]) limit.queue(1, new Packet(time, time));
  const bound = limit.follow(1, 40, 41, packet => followed.push(packet.timestamp));
  expect(followed).toEqual([-5, 0, 5, 30, 35]);
  expect(bound).toBe(41);
});

it.each([
  ['an unknown name', { max_in_fligth: 2 }, /option "max_in_fligth".*max_in_flight/s],
  ['a value that does not fit', { max_in_queue: -1 }, /max_in_queue/],
])('refuses options in a side packet with %s', async (_, OPTIONS, message) => {
  const run = runCalculator(flowLimiterCalculator, { inputs: { '': [], FINISHED: [] }, sidePackets: { OPTIONS } });
  await expect(run).rejects.toThrow(message);
});

it('refuses a limit in a side packet that would let nothing in', async () => {
  for (const calculator of [flowLimiterCalculator, realTimeFlowLimiterCalculator]) {
    const run = runCalculator(calculator, { inputs: { '': [], FINISHED: [] }, sidePackets: { MAX_IN_FLIGHT: 0 } });
    await expect(run).rejects.toThrow(/0/);
  }
});
