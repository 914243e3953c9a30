/** What is compared: our graph in its two qualities (full refines the mask, as the peer does not), and the peer. */
export type BlurSideName = 'full' | 'light' | 'peer';

/** What one pass over the clip took. */
export interface BlurRun {
  readonly frames: number;
  readonly milliseconds: number;
  /** Between one finished frame and the next. */
  readonly intervals: readonly number[];
}

/** One of the things that are compared: decodes the clip, blurs what is behind the person, draws on a canvas. */
export interface BlurSide {
  /** Resolves when the first frame is drawn. */
  first(): Promise<void>;
  /** Draws the whole clip as fast as it can. */
  run(): Promise<BlurRun>;
}
