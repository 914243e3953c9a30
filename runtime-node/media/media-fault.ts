import { MediaError } from '../../src/graph/index.ts';

/** What went wrong, in one line: the message of an error without its own closing full stop. */
export function faultOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const line = text.split('\n').find(part => part.trim() !== '') ?? 'unknown fault';
  return line.trim().replace(/\.+$/, '');
}

/**
 * A {@link MediaError} of the form `path: fact. remedy.` An error that is one already stays what it is.
 *
 * @param frames - how many frames were read or written before.
 */
export function mediaFault(path: string, fact: string, remedy: string, frames = 0, cause?: unknown): MediaError {
  if (cause instanceof MediaError) return cause;
  return new MediaError(`${path}: ${fact}. ${remedy}.`, frames, cause === undefined ? {} : { cause });
}
