/** A keyed object that the runtime hands to calculators: a GPU device, a model loader, a clock. */
export interface Service<T = unknown> {
  /** The key, unique in a graph, such as `image_kernels`. */
  readonly key: string;
  /** One line for the reference. */
  readonly description: string;
  /** Makes the service when the runtime gave none. Absent: the runtime must give it. */
  readonly create?: () => T;
}

/** A service as a calculator's contract asks for it. */
export interface ServiceRequest<T = unknown> {
  readonly service: Service<T>;
  readonly optional: boolean;
}

/** What a contract may write for a service: the token itself (required) or {@link optionalService}. */
export type ServicesShape = Readonly<Record<string, Service | ServiceRequest>>;

/** What a calculator reads as `ctx.services`. */
export type ServiceValues<S extends ServicesShape> = {
  readonly [K in keyof S]: S[K] extends Service<infer T>
    ? T
    : S[K] extends ServiceRequest<infer T>
      ? T | undefined
      : never;
};

/**
 * Declares a service.
 *
 * @example
 * export const modelService = defineService<ModelLoader>({ key: 'models', description: 'Reads model files' });
 */
export function defineService<T>(service: Service<T>): Service<T> {
  return Object.freeze(service);
}

/** Asks for a service that a calculator can do without; it then reads `undefined`. */
export function optionalService<T>(service: Service<T>): { readonly service: Service<T>; readonly optional: true } {
  return Object.freeze({ service, optional: true });
}

/** The request behind either spelling of a contract's service. */
export function serviceRequest(entry: Service | ServiceRequest): ServiceRequest {
  return 'service' in entry ? entry : { service: entry, optional: false };
}
