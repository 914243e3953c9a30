import { fromErrorMessage, toErrorMessage } from './error-message.ts';

/** The part of a worker, a port or a worker's scope that a {@link Peer} talks through. */
export interface PeerPort {
  postMessage(message: unknown, transfer: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** What the other side may call, by name. */
export type PeerHandlers = Readonly<Record<string, (...args: never[]) => unknown>>;

/** What a handler returns when its result is to be handed over, not copied. */
export class Handover {
  readonly value: unknown;
  readonly transfer: Transferable[];
  /** Frees the value when nobody is there any more to take it. */
  readonly discard: () => void;
  constructor(value: unknown, transfer: Transferable[], discard: () => void = () => undefined) {
    this.value = value;
    this.transfer = transfer;
    this.discard = discard;
  }
}

/** One end of a conversation between two threads: each may call the other's handlers. */
export interface Peer {
  /** Calls a handler of the other side. Errors keep their class. */
  call<T>(method: string, args?: readonly unknown[], transfer?: Transferable[]): Promise<T>;
  /** Fails what is not answered so far; later calls go on. */
  fail(reason: Error): void;
  /** Ends the conversation: what is not answered fails with the reason. */
  close(reason: Error): void;
}

interface Message {
  readonly millrace: 'call' | 'answer' | 'fault';
  readonly id: number;
  readonly method?: string;
  readonly args?: readonly unknown[];
  readonly value?: unknown;
}

/** Frees the frame of an answer that nobody waits for any more. */
function closeFrame(answer: unknown): void {
  if (typeof answer !== 'object' || answer === null || !('value' in answer)) return;
  const { value } = answer;
  if (typeof value !== 'object' || value === null || !('frame' in value)) return;
  if (typeof VideoFrame !== 'undefined' && value.frame instanceof VideoFrame) value.frame.close();
}

/** Opens one end of a conversation. */
export function createPeer(port: PeerPort, handlers: PeerHandlers): Peer {
  const waiting = new Map<
    number,
    { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void }
  >();
  let count = 0;
  let closed: Error | undefined;

  const answer = async ({ id, method = '', args = [] }: Message): Promise<void> => {
    try {
      const handler = handlers[method];
      if (handler === undefined)
        throw new TypeError(`worker: there is no "${method}". Serve both sides from one build.`);
      const result: unknown = await handler(...(args as never[]));
      if (closed !== undefined) {
        if (result instanceof Handover) result.discard();
        return;
      }
      const [value, transfer] = result instanceof Handover ? [result.value, result.transfer] : [result, []];
      try {
        port.postMessage({ millrace: 'answer', id, value } satisfies Message, transfer);
      } catch (error) {
        if (result instanceof Handover) result.discard();
        throw error;
      }
    } catch (error) {
      if (closed === undefined)
        port.postMessage({ millrace: 'fault', id, value: toErrorMessage(error) } satisfies Message, []);
    }
  };

  const receive = (event: MessageEvent): void => {
    const message = event.data as Message | undefined;
    if (message?.millrace === 'call') {
      answer(message).catch(() => undefined);
      return;
    }
    const call = message === undefined ? undefined : waiting.get(message.id);
    if (message === undefined) return;
    if (call === undefined) {
      closeFrame(message.value);
      return;
    }
    waiting.delete(message.id);
    if (message.millrace === 'answer') call.resolve(message.value);
    else call.reject(fromErrorMessage(message.value));
  };
  port.addEventListener('message', receive);

  const fail = (reason: Error): void => {
    for (const { reject } of waiting.values()) reject(reason);
    waiting.clear();
  };

  return {
    call: <T>(method: string, args: readonly unknown[] = [], transfer: Transferable[] = []) =>
      new Promise<T>((resolve, reject) => {
        if (closed !== undefined) {
          reject(closed);
          return;
        }
        count += 1;
        waiting.set(count, { resolve: value => resolve(value as T), reject });
        port.postMessage({ millrace: 'call', id: count, method, args } satisfies Message, transfer);
      }),
    fail,
    close(reason) {
      if (closed !== undefined) return;
      closed = reason;
      port.removeEventListener('message', receive);
      fail(reason);
    },
  };
}
