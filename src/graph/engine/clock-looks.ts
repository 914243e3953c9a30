const FIRST = 16;
const MOST = 256;
/** A slice with fewer looks than this was too long for them. */
const FEW = 8;
/** After so many looks within a slice they come more seldom. */
const MANY = 32;

/**
 * After how many tasks the clock is looked at. Reading it takes as long as two or three of the shortest tasks, and a slice of
 * tasks that take milliseconds must end all the same: the clock is looked at some dozens of times per slice, whatever tasks take.
 */
export class ClockLooks {
  /** Tasks from one look to the next. */
  tasks = FIRST;
  private looks = 0;

  /** A slice begins. */
  beginSlice(): void {
    this.looks = 0;
  }

  /** The clock was looked at. @param isOver - whether the slice has ended. */
  looked(isOver: boolean): void {
    this.looks += 1;
    if (isOver) {
      if (this.looks < FEW) this.tasks = Math.max(1, this.tasks >> 2);
    } else if (this.looks % MANY === 0) this.tasks = Math.min(MOST, this.tasks * 2);
  }
}
