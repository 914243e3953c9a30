import { expect, it, vi } from 'vitest';
import { GraphConfigError, MediaError, ModelError } from '../../src/graph/index.ts';
import { createPeer, Handover, type PeerHandlers } from './peer.ts';

function pair(left: PeerHandlers, right: PeerHandlers) {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  const [a, b] = [createPeer(port1, left), createPeer(port2, right)];
  return {
    a,
    b,
    end() {
      port1.close();
      port2.close();
    },
  };
}

it('calls across, hands buffers over and keeps the class of errors', async () => {
  const position = { file: 'a.yaml', line: 1, column: 2 };
  const issue = { rule: 'cycle', status: 'INTERNAL', path: '', where: 'graph', message: 'Wrong.', position } as const;
  const { a, b, end } = pair(
    {
      twice: (n: number) => n * 2,
    },
    {
      buffer: () => {
        const bytes = Uint8Array.of(1, 2, 3);
        return new Handover(bytes, [bytes.buffer]);
      },
      media: () => {
        throw new MediaError('a: b. c.', 7);
      },
      model: () => Promise.reject(new ModelError('m: n. o.')),
      graph: () => {
        throw new GraphConfigError([issue]);
      },
    },
  );
  expect(await b.call('twice', [21])).toBe(42);
  expect(await a.call('buffer')).toEqual(Uint8Array.of(1, 2, 3));
  const media = await a.call('media').catch((error: unknown) => error);
  expect(media).toBeInstanceOf(MediaError);
  expect(media).toMatchObject({ message: 'a: b. c.', frames: 7 });
  expect(await a.call('model').catch((error: unknown) => error)).toBeInstanceOf(ModelError);
  const graph = await a.call('graph').catch((error: unknown) => error);
  expect(graph).toBeInstanceOf(GraphConfigError);
  expect(graph).toMatchObject({ issues: [issue] });
  await expect(a.call('nothing')).rejects.toThrow('there is no "nothing"');
  end();
});

it('fails what is not answered when it is closed', async () => {
  const { a, end } = pair({}, { never: () => new Promise(() => undefined) });
  const call = a.call('never');
  a.close(new Error('closed'));
  await expect(call).rejects.toThrow('closed');
  await expect(a.call('never')).rejects.toThrow('closed');
  end();
});

it('frees a result that cannot be sent, or that comes when nobody is there any more', async () => {
  const freed: string[] = [];
  let give: (() => void) | undefined;
  const { a, b, end } = pair(
    {},
    {
      // A function is nothing that can be sent.
      unsendable: () =>
        new Handover(
          () => undefined,
          [],
          () => freed.push('unsendable'),
        ),
      late: () =>
        new Promise(resolve => {
          give = () => resolve(new Handover(1, [], () => freed.push('late')));
        }),
    },
  );
  await expect(a.call('unsendable')).rejects.toThrow('could not be cloned');
  const late = a.call('late').catch((error: unknown) => error);
  await vi.waitUntil(() => give !== undefined);
  b.close(new Error('over'));
  give?.();
  a.close(new Error('over'));
  await late;
  await Promise.resolve();
  expect(freed).toEqual(['unsendable', 'late']);
  end();
});
