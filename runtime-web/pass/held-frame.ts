import type { PageFrame } from '../frames/page-frame.ts';

/** A frame that several may show as it is; closed when the last of them is done with it. */
export class HeldFrame {
  readonly timestampUs: number;
  readonly value: PageFrame;
  /** Whether it was shown, by whomever. */
  wasShown = false;
  #users = 1;

  /** Takes the frame over. */
  constructor(timestampUs: number, value: PageFrame) {
    this.timestampUs = timestampUs;
    this.value = value;
  }

  retain(): this {
    this.#users += 1;
    return this;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users === 0) this.value.frame.close();
  }
}
