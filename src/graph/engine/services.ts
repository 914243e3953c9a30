import type { PlanNode } from '../config/graph-plan.ts';
import { MillraceError } from '../errors.ts';
import { serviceRequest } from '../service.ts';

/**
 * The services of one graph: those the host gives, and those made on demand, once.
 */
export class ServiceTable {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #standard: Readonly<Record<string, unknown>>;
  readonly #made = new Map<string, unknown>();

  /** @param given - by the host, read when a run starts. @param standard - what else the graph has, by key. */
  constructor(given: Readonly<Record<string, unknown>>, standard: Readonly<Record<string, unknown>> = {}) {
    this.#given = given;
    this.#standard = standard;
  }

  /**
   * What a node asked for, by the contract's names.
   *
   * @param own - what the run itself offers, by key.
   * @throws MillraceError (INTERNAL) when a required service is missing; names its key and the node.
   */
  of(
    node: Pick<PlanNode, 'name' | 'calculator'>,
    own: Readonly<Record<string, unknown>> = {},
  ): Readonly<Record<string, unknown>> {
    const values: Record<string, unknown> = {};
    for (const [name, entry] of Object.entries(node.calculator.services)) {
      const { service, optional } = serviceRequest(entry);
      const value = own[service.key] ?? this.#find(service.key, service.create);
      if (value === undefined && !optional) {
        throw new MillraceError(
          'INTERNAL',
          `node "${node.name}": ${node.calculator.name} needs the service "${service.key}", which the graph was not given. Pass it in the services of createGraph.`,
        );
      }
      values[name] = value;
    }
    return values;
  }

  #find(key: string, create: (() => unknown) | undefined): unknown {
    const own = Object.hasOwn(this.#given, key) ? this.#given[key] : undefined;
    const given = own ?? (Object.hasOwn(this.#standard, key) ? this.#standard[key] : undefined);
    if (given !== undefined) return given;
    if (create !== undefined && !this.#made.has(key)) this.#made.set(key, create());
    return this.#made.get(key);
  }
}
