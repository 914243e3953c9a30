/** One step of a case: what the driver does or checks. */
export type Step = Readonly<Record<string, unknown>>;

/** A failure that a case expects. */
export interface ExpectedError {
  readonly code?: string;
  readonly phase?: string;
  readonly about?: string;
}

/** A case with a graph, as its file has it. Field by field: ../../cases/mediapipe/README.md. */
export interface GraphCase {
  readonly id: string;
  readonly kind?: string;
  readonly graph: unknown;
  readonly subgraphs?: readonly unknown[];
  readonly graph_type?: string;
  readonly graph_options?: unknown;
  readonly templates?: unknown;
  readonly side_packets: Readonly<Record<string, unknown>>;
  readonly side_packets_at?: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly observe_bounds?: readonly string[];
  readonly set_executors?: readonly string[];
  readonly expand_only?: boolean;
  readonly needs_clock?: boolean;
  readonly services?: unknown;
  readonly no_implicit_start?: boolean;
  readonly custom: readonly string[];
  readonly steps: readonly Step[];
  readonly final: Step & { readonly error?: ExpectedError };
}
