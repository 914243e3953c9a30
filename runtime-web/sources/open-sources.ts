import type { Source, SourceContext, SourceReader } from './source.ts';

/** A source that was opened for a run. */
export interface OpenSource {
  /** The input of the graph that it feeds. */
  readonly stream: string;
  readonly live: boolean;
  readonly reader: SourceReader;
}

/**
 * Opens the sources of a run, one after the other: a user is asked for one device at a time. All or none: when one does
 * not open, or the signal comes first, those that are open are closed again.
 *
 * @throws what the source threw; the signal's reason.
 */
export async function openSources(
  sources: ReadonlyMap<string, Source>,
  context: SourceContext,
): Promise<readonly OpenSource[]> {
  const opened: OpenSource[] = [];
  try {
    for (const [stream, source] of sources) {
      opened.push({ stream, live: source.live, reader: await source.open(context) });
    }
    context.signal.throwIfAborted();
    return opened;
  } catch (error) {
    await Promise.allSettled(opened.map(async ({ reader }) => reader.close()));
    throw error;
  }
}
