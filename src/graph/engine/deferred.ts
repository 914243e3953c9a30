/** The two ends of a promise that somebody waits for. */
export interface Deferred {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}
