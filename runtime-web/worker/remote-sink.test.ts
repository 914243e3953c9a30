import { expect, it } from 'vitest';
import { createPeer } from './peer.ts';
import { remoteSink } from './remote-sink.ts';

it('closes a frame that it cannot hand over any more', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  const page = createPeer(port1, { sinkOpen: () => undefined });
  const worker = createPeer(port2, {});
  const sink = remoteSink(worker, { stream: 'out', takes: 'frames' });
  if (typeof sink === 'function' || sink.takes !== 'frames') throw new Error('the sink takes no frames');
  const writer = await sink.open({ signal: new AbortController().signal, log: () => undefined });
  worker.close(new Error('the page has gone'));
  let closed = 0;
  const frame = { close: () => (closed += 1) } as unknown as VideoFrame;
  await expect(writer.write(frame)).rejects.toThrow('the page has gone');
  expect(closed).toBe(1);
  page.close(new Error('over'));
  port1.close();
  port2.close();
});
