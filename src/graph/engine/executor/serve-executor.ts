import type { Calculator } from '../../calculator.ts';
import { MillraceError } from '../../errors.ts';
import { type Clock, systemClock } from '../clock.ts';
import { hostNow, hostTimeOrigin } from '../host.ts';
import { ServiceTable } from '../services.ts';
import { clockService } from '../standard-services.ts';
import { BufferStore } from './buffer-store.ts';
import type { ExecutorPort } from './executor-port.ts';
import { HostedNode, type Parcel } from './hosted-node.ts';
import type { StartMessage, WorkerReply, WorkerRequest } from './protocol.ts';
import { SharedSlots } from './shared-slots.ts';
import { packError } from './wire-error.ts';

/** What a worker can run. */
export interface WorkerContent {
  readonly calculators: Iterable<Calculator>;
  /** By key. What a service makes on demand need not be here. */
  readonly services: Readonly<Record<string, unknown>>;
}

interface Waiting {
  readonly reply: WorkerReply;
  readonly parcel: Parcel | undefined;
}

const MOST_IN_A_MESSAGE = 100;
/** Answers are gathered no longer than this. */
const LONGEST_WAIT_MS = 1;

/**
 * The worker's side of a pool: opens nodes, runs their calls and answers, until the pool ends the worker. The runtime calls it
 * once when its worker program has started.
 *
 * @param load - brings what the worker can run, from the settings of the pool.
 */
export function serveExecutor(
  port: ExecutorPort,
  load: (settings: unknown) => WorkerContent | Promise<WorkerContent>,
): void {
  let isStarted = false;
  let server: Server | undefined;
  port.receive(message => {
    if (isStarted) {
      server?.work(message as readonly WorkerRequest[]);
      return;
    }
    isStarted = true;
    const start = message as StartMessage;
    Promise.resolve(start.settings)
      .then(load)
      .then(content => {
        server = new Server(port, content, start);
        port.post({ kind: 'ready' }, []);
      })
      .catch((error: unknown) => {
        port.post({ kind: 'failed', error: packError(error) }, []);
      });
  });
}

class Server {
  readonly #port: ExecutorPort;
  readonly #calculators: ReadonlyMap<string, Calculator>;
  readonly #services: ServiceTable;
  readonly #nodes = new Map<number, HostedNode>();
  readonly #store = new BufferStore();
  readonly #slots: SharedSlots | undefined;
  #outbox: Waiting[] = [];
  #working = false;
  #lastFlush = 0;

  constructor(port: ExecutorPort, content: WorkerContent, start: StartMessage) {
    this.#port = port;
    this.#calculators = new Map([...content.calculators].map(one => [one.name, one]));
    this.#services = new ServiceTable(content.services, { [clockService.key]: clockOf(start.timeOrigin) });
    this.#slots = start.memory === 'shared' ? new SharedSlots() : undefined;
  }

  work(requests: readonly WorkerRequest[]): void {
    this.#working = true;
    this.#lastFlush = hostNow();
    for (const request of requests) this.#do(request);
    this.#working = false;
    this.#flush();
  }

  #do(request: WorkerRequest): void {
    if (isCall(request)) {
      const node = this.#nodes.get(request[1]);
      if (node === undefined) this.#reply(['dropped', request[1], request[2]]);
      else node.add(request);
      return;
    }
    switch (request.kind) {
      case 'open':
        this.#open(request);
        break;
      case 'close': {
        const node = this.#nodes.get(request.node);
        if (node === undefined) this.#reply(['dropped', request.node, request.call]);
        else node.add(request);
        break;
      }
      case 'stop':
        for (const node of request.nodes) this.#nodes.get(node)?.stop(request.cancelled);
        break;
      case 'forget':
        for (const node of request.nodes) this.#nodes.delete(node);
    }
  }

  #open(request: Extract<WorkerRequest, { readonly kind: 'open' }>): void {
    const { node, call, calculator: name } = request;
    try {
      const calculator = this.#calculators.get(name);
      if (calculator === undefined) {
        throw new MillraceError(
          'NOT_FOUND',
          `worker: has no calculator ${name}. Have its module, which the pool names, export it in "calculators".`,
        );
      }
      const services = this.#services.of({ name: request.name, calculator });
      const hosted = new HostedNode(request, calculator, services, {
        store: this.#store,
        slots: this.#slots,
        reply: (reply, parcel) => {
          this.#reply(reply, parcel);
        },
        closed: closed => {
          this.#nodes.delete(closed);
        },
      });
      this.#nodes.set(node, hosted);
      hosted.open();
    } catch (error) {
      this.#reply(['threw', node, call, packError(error), null]);
    }
  }

  #reply(reply: WorkerReply, parcel?: Parcel): void {
    this.#outbox.push({ reply, parcel });
    const isDue =
      !this.#working || this.#outbox.length >= MOST_IN_A_MESSAGE || hostNow() - this.#lastFlush > LONGEST_WAIT_MS;
    if (isDue) this.#flush();
  }

  #flush(): void {
    const waiting = this.#outbox;
    if (waiting.length === 0) return;
    this.#outbox = [];
    this.#lastFlush = hostNow();
    try {
      this.#post(waiting);
    } catch {
      // Which of them cannot be cloned? Nothing was sent yet.
      for (const one of waiting) this.#postAlone(one);
    }
  }

  #post(waiting: readonly Waiting[]): void {
    this.#port.post(
      waiting.map(one => one.reply),
      waiting.flatMap(one => one.parcel?.transfers ?? []),
    );
    for (const one of waiting) one.parcel?.sent();
  }

  #postAlone(one: Waiting): void {
    try {
      this.#post([one]);
    } catch (cause) {
      one.parcel?.undo();
      const fact = cause instanceof Error ? cause.message : String(cause);
      const error = new MillraceError(
        'INVALID_ARGUMENT',
        `what it sends cannot leave the worker: ${fact}. Send plain data, or leave the node on the calling thread.`,
        { cause },
      );
      this.#port.post([['threw', one.reply[1], one.reply[2], packError(error), null] satisfies WorkerReply], []);
    }
  }
}

function isCall(request: WorkerRequest): request is Extract<WorkerRequest, readonly unknown[]> {
  return Array.isArray(request);
}

/** The clock of the pool's thread, on this one. */
function clockOf(timeOrigin: number): Clock {
  const ahead = hostTimeOrigin() - timeOrigin;
  return {
    now: () => Math.round((hostNow() + ahead) * 1000),
    sleep: microseconds => systemClock.sleep(microseconds),
  };
}
