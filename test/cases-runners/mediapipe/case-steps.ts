import { matches, record, tryTimestamp } from './case-values.ts';
import { fail } from './check-final.ts';
import { type CaseRun, codeOf, messageOf, within } from './drive-case.ts';
import type { Step } from './graph-case.ts';

type Do = (run: CaseRun, value: unknown, step: Step) => Promise<void> | void;

const entries = (value: unknown): [string, unknown][] => Object.entries(record(value));
const compare = (what: string, actual: unknown, expected: unknown): void => {
  if (!matches(actual, expected, 1e-6)) fail(what, actual, expected);
};

/** Side packets of a further run; those of the case itself stay when they are the graph's, or it never starts by itself. */
const startPackets = (run: CaseRun, given: unknown): Readonly<Record<string, unknown>> =>
  given === undefined || run.given.no_implicit_start === true || run.given.side_packets_at === 'initialize'
    ? { ...run.given.side_packets, ...record(given) }
    : record(given);

/** What each step does. */
export const caseSteps: Readonly<Record<string, Do>> = {
  add: async (run, value) => {
    await within(run.add(record(value)), 'the packet is not taken');
  },
  add_many: async (run, value) => {
    const { stream, count, min_failures } = record(value);
    let failures = 0;
    for (let i = 0; i < Number(count); i += 1) {
      await run.add({ stream, ts: i, value: i }).catch(() => {
        failures += 1;
      });
    }
    if (failures < Number(min_failures ?? 0)) fail('failed adds', failures, min_failures);
  },
  add_until_error: async (run, value, { code }) => {
    const { stream, start, max } = record(value);
    for (let i = Number(start); i < Number(max ?? 1000); i += 1) {
      try {
        await within(run.add({ stream, ts: i, value: i }), 'the packet is not taken');
        await run.settle();
      } catch (error) {
        if (code !== undefined) compare('error', codeOf(error), code);
        return;
      }
    }
    fail('adding', 'no error', code ?? 'an error');
  },
  bound: (run, value) => {
    const { stream, ts } = record(value);
    run.graph.setBound(String(stream), tryTimestamp(ts) ?? 0);
  },
  close: (run, value) => run.graph.closeInput(String(value)),
  close_all: run => run.graph.closeAllInputs(),
  close_all_packet_sources: run => run.graph.closeAllPacketSources(),
  idle: async run => {
    await within(run.graph.idle(), 'the graph is not idle');
  },
  wait_done: async (run, value) => {
    const error = await run.wait();
    if (value === true) {
      if (error !== undefined) throw error;
    } else if (error === undefined || (value !== 'error' && codeOf(error) !== value)) {
      fail('wait_done', error === undefined ? 'ok' : `${codeOf(error)}: ${messageOf(error)}`, value);
    }
  },
  start: (run, value) => run.start(startPackets(run, record(value)['side_packets'])),
  run: async (run, value) => {
    const { side_packets, result, expect_run_counts } = record(value);
    run.start(startPackets(run, side_packets));
    run.graph.closeAllInputs();
    const error = await run.wait();
    const code = error === undefined ? 'OK' : codeOf(error);
    if (result !== undefined && !(result === code || (result === 'error' && code !== 'OK'))) fail('run', code, result);
    for (const [stream, count] of entries(expect_run_counts)) compare(stream, run.ofRun(stream).length, count);
  },
  cancel: run => run.graph.cancel('by the case'),
  pause: run => run.graph.pause(),
  expect: (run, value) => {
    for (const [stream, expected] of entries(value)) compare(`expect ${stream}`, run.all(stream), expected);
  },
  expect_run: (run, value) => {
    for (const [stream, expected] of entries(value)) compare(`expect_run ${stream}`, run.ofRun(stream), expected);
  },
  expect_counts: (run, value) => {
    for (const [stream, expected] of entries(value)) compare(`count of ${stream}`, run.all(stream).length, expected);
  },
  expect_run_counts: (run, value) => {
    for (const [stream, expected] of entries(value)) compare(`count of ${stream}`, run.ofRun(stream).length, expected);
  },
  expect_last_value: (run, value) => {
    for (const [stream, expected] of entries(value))
      compare(`last of ${stream}`, run.all(stream).at(-1)?.[1], expected);
  },
  expect_values_unordered: (run, value) => {
    const sorted = (list: readonly unknown[]): readonly string[] => list.map(one => JSON.stringify(one)).sort();
    for (const [stream, expected] of entries(value)) {
      const seen = run.all(stream).map(([, one]) => one);
      compare(`values of ${stream}`, sorted(seen), sorted(expected as unknown[]));
    }
  },
  expect_side_packets: (run, value) => {
    for (const [name, expected] of entries(value)) compare(name, run.graph.outputSidePacket(name), expected);
  },
  expect_side_packet_status: (run, value) => {
    for (const [name, expected] of entries(value)) {
      try {
        run.graph.outputSidePacket(name);
        compare(name, 'OK', expected);
      } catch (error) {
        compare(name, codeOf(error), expected);
      }
    }
  },
  expect_counter: (run, value) => {
    for (const [name, expected] of entries(value)) compare(name, run.world.counters.get(name)?.value ?? 0, expected);
  },
  expect_calls: (run, value) => {
    for (const [name, expected] of entries(value)) compare(name, run.world.calls.get(name) ?? [], expected);
  },
  expect_service: (run, value) => {
    for (const [name, fields] of entries(value)) {
      const service = record(record(run.given.services)[name]);
      for (const [field, expected] of entries(fields)) compare(`${name}.${field}`, service[field], expected);
    }
  },
  release: (run, value) => {
    const { name, count } = record(value);
    run.world.semaphore(String(name)).release(Number(count ?? 1));
  },
  acquire: async (run, value) => {
    const { name, count } = record(value);
    for (let i = 0; i < Number(count ?? 1); i += 1) {
      await within(run.world.semaphore(String(name)).acquire(), 'the semaphore is not released');
    }
  },
  lock: async (run, value) => {
    await run.world.semaphore(`mutex ${String(value)}`, 1).acquire();
  },
  unlock: (run, value) => run.world.semaphore(`mutex ${String(value)}`, 1).release(),
  sleep: (run, value) => run.sleep(Number(value)),
  settle: run => run.settle(),
  wait_outputs: async (run, value) => {
    for (const [stream, count] of entries(value)) {
      for (let i = 0; i < 400 && run.all(stream).length < Number(count); i += 1) await run.settle();
      if (run.all(stream).length < Number(count)) fail(`outputs of ${stream}`, run.all(stream).length, count);
    }
  },
  next: async (run, value) => {
    const { stream, value: expected } = record(value);
    const packet = await within(run.pollers.get(String(stream))?.next(), 'no packet comes');
    compare(`next of ${String(stream)}`, packet?.value, expected);
  },
  poll_all: async (run, value) => {
    const poller = run.pollers.get(String(value));
    while ((await within(poller?.next(), 'no packet comes')) !== undefined);
  },
  observe: (run, value) => {
    // A stream that a step names is observed from the beginning: here only those that do not exist are told.
    run.graph.observe(String(value), () => undefined);
  },
  observer_error: () => undefined,
  poller: (run, value) => {
    const { stream, max_queue_size: size } = record(value);
    const poller = run.pollers.get(String(stream)) ?? run.graph.poll(String(stream));
    run.pollers.set(String(stream), poller);
    if (size !== undefined) poller.setMaxQueueSize(Number(size));
  },
  add_mode: (run, value) => {
    run.graph.setInputAddMode(value === 'WAIT_TILL_NOT_FULL' ? 'wait' : 'fail-if-full');
  },
  set_input_stream_max_queue_size: (run, value) => {
    const { stream, size } = record(value);
    run.graph.setInputMaxQueueSize(String(stream), Number(size));
  },
  wait_error_callback: async (run, value) => {
    await run.settle();
    if (!run.reported.includes(String(value))) fail('error callback', run.reported, value);
  },
};
