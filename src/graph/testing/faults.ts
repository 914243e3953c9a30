import type { Calculator, OpenedBehaviour } from '../calculator.ts';
import type { CalculatorContext, OutputPort } from '../calculator-context.ts';
import type { GraphPlan } from '../config/graph-plan.ts';

/** What can go wrong. */
export type OperationKind = 'open' | 'process' | 'close' | 'emit' | 'alloc' | 'read' | 'write';

/** What fails on purpose. */
export class InjectedFault extends Error {
  readonly kind: OperationKind;

  constructor(kind: OperationKind, where: string) {
    super(`${where}: an injected fault of ${kind}. It is part of a test.`);
    this.name = 'InjectedFault';
    this.kind = kind;
  }
}

/**
 * Lets one operation of a run fail: the one with the number it is made with. Everything that can fail asks it first: the
 * calls of calculators and what they emit by {@link Faults.plan}, the services of a test by {@link Faults.operation}.
 * For a sweep over all operations, count up until nothing has failed.
 *
 * @example
 * for (let k = 0; ; k += 1) {
 *   const faults = new Faults(k);
 *   await simulate(faults.plan(plan), { seed: 1 });
 *   if (faults.failed === undefined) break;
 * }
 */
export class Faults {
  /** What has failed; `undefined`: nothing. */
  failed: InjectedFault | undefined;
  /** How many operations there were. */
  count = 0;
  readonly #place: number;
  readonly #contexts = new WeakMap<CalculatorContext, CalculatorContext>();

  /** @param place - which operation fails, from 0. */
  constructor(place: number) {
    this.#place = place;
  }

  /** An operation is about to be done. @throws InjectedFault when it is the one that fails. */
  operation(kind: OperationKind, where: string): void {
    const place = this.count;
    this.count += 1;
    if (place !== this.#place || this.failed !== undefined) return;
    this.failed = new InjectedFault(kind, where);
    throw this.failed;
  }

  /** A plan whose calculators fail in `open`, `process` and `close`, and when they emit. */
  plan(plan: GraphPlan): GraphPlan {
    return { ...plan, nodes: plan.nodes.map(node => ({ ...node, calculator: this.#faulty(node.calculator) })) };
  }

  #faulty(calculator: Calculator): Calculator {
    return {
      ...calculator,
      open: async ctx => {
        this.operation('open', ctx.nodeName);
        return this.#behaviour(await calculator.open(this.#context(ctx)));
      },
    };
  }

  #behaviour(behaviour: OpenedBehaviour): OpenedBehaviour {
    const faulty: OpenedBehaviour = {
      ...behaviour,
      map: undefined,
      process: ctx => {
        this.operation('process', ctx.nodeName);
        return behaviour.process(this.#context(ctx));
      },
    };
    if (behaviour.close === undefined) return faulty;
    // A close that fails has done its work all the same: what it gives back is its own.
    faulty.close = ctx => {
      const closing = behaviour.close?.(this.#context(ctx));
      if (closing === undefined) {
        this.operation('close', ctx.nodeName);
        return undefined;
      }
      return closing.then(() => {
        this.operation('close', ctx.nodeName);
      });
    };
    return faulty;
  }

  #context(ctx: CalculatorContext): CalculatorContext {
    const known = this.#contexts.get(ctx);
    if (known !== undefined) return known;
    const outputs = Object.fromEntries(
      Object.entries(ctx.outputs as Readonly<Record<string, OutputPort | readonly OutputPort[] | undefined>>).map(
        ([tag, port]) => [tag, this.#output(ctx.nodeName, port)],
      ),
    );
    const faulty = new Proxy(ctx, {
      get: (target, key) => (key === 'outputs' ? outputs : bound(target, key)),
    });
    this.#contexts.set(ctx, faulty);
    return faulty;
  }

  #output<P extends OutputPort | readonly OutputPort[] | undefined>(node: string, port: P): unknown {
    if (port === undefined) return undefined;
    if (Array.isArray(port)) return (port as readonly OutputPort[]).map(one => this.#output(node, one));
    const fail = (refuse: () => void): void => {
      try {
        this.operation('emit', node);
      } catch (error) {
        // As with any packet that a stream refuses, the value is given back.
        try {
          refuse();
        } catch {
          // The refusal itself.
        }
        throw error;
      }
    };
    const output = port as OutputPort;
    return new Proxy(output, {
      get: (target, key) => {
        if (key === 'emit') {
          return (...[value, t]: Parameters<OutputPort['emit']>) => {
            fail(() => {
              target.emit(value, Number.NaN);
            });
            target.emit(value, t);
          };
        }
        if (key === 'forward') {
          return (...[packet, t]: Parameters<OutputPort['forward']>) => {
            fail(() => {
              target.forward(packet, Number.NaN);
            });
            target.forward(packet, t);
          };
        }
        return bound(target, key);
      },
    });
  }
}

/** A property as its own object sees it: objects with private fields know no stand-ins. */
function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}
