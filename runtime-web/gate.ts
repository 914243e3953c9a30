/** Something that those who come wait at while it is shut. */
export interface Gate {
  /** Resolves at once while it is open. */
  pass(): Promise<void> | undefined;
  shut(): void;
  /** Lets everybody through, from now on. */
  open(): void;
  /** Lets those through who wait, or else the next one, and stays shut. */
  letOne(): void;
}

/** An open gate. */
export function createGate(): Gate {
  let isShut = false;
  let tickets = 0;
  let waiting: (() => void)[] = [];
  const release = () => {
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  return {
    pass() {
      if (!isShut) return undefined;
      if (tickets > 0) {
        tickets -= 1;
        return undefined;
      }
      return new Promise(resolve => {
        waiting.push(resolve);
      });
    },
    shut() {
      isShut = true;
      tickets = 0;
    },
    open() {
      isShut = false;
      release();
    },
    letOne() {
      if (!isShut) return;
      if (waiting.length > 0) release();
      else tickets = 1;
    },
  };
}
