/**
 * Makes what waits until an item's time has come, counted from the first item; behind time it moves the start, so that no
 * rush follows. @throws the signal's reason.
 */
export function realtimePace(signal: AbortSignal): (timestampUs: number) => Promise<void> {
  let start: number | undefined;
  return async timestampUs => {
    signal.throwIfAborted();
    const now = performance.now();
    start ??= now - timestampUs / 1000;
    const wait = start + timestampUs / 1000 - now;
    if (wait < -100) start -= wait;
    if (wait <= 1) return;
    await new Promise<void>((resolve, reject) => {
      const ended = () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', ended);
        resolve();
      }, wait);
      signal.addEventListener('abort', ended, { once: true });
    });
  };
}
