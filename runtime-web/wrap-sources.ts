import { limitLiveSource } from '../src/calculators/core/limit-live-source.ts';
import { type GraphConfig, MillraceError, type NodeConfig, toList } from '../src/graph/index.ts';
import { videoFrameToImageCalculator } from './frames/video-frame-to-image.ts';
import type { Source } from './sources/source.ts';

/** How live sources are limited. */
export interface LiveOptions {
  /** The stream whose packets say that a frame is finished. Default: the graph's first output. */
  readonly finished?: string;
  /** Frames in work at once. Default 1. */
  readonly maxInFlight?: number;
  /** Frames that wait while others are in work. Default 1. */
  readonly maxInQueue?: number;
}

/** A graph with what a page puts before its inputs. */
export interface WrappedGraph {
  readonly config: GraphConfig;
  /** For each source the graph input that it now feeds. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The limiters, by name; their counter `dropped` tells what did not fit. */
  readonly limiters: readonly string[];
}

/**
 * Puts importers before the inputs that frames of the browser feed, and limiters before live ones, so that a dropped frame
 * costs no copy. The streams of the graph keep their names.
 *
 * @throws MillraceError NOT_FOUND when the graph has no such input, or nothing that says when a live frame is finished.
 */
export function wrapSources(
  config: GraphConfig,
  sources: ReadonlyMap<string, Pick<Source, 'gives' | 'live'>>,
  live: LiveOptions = {},
): WrappedGraph {
  const inputs = new Map<string, string>();
  const limiters: string[] = [];
  let wrapped = config;
  for (const [stream, source] of sources) {
    let feeds = stream;
    if (source.gives === 'frames') {
      feeds = `${stream}_source`;
      wrapped = importFrames(wrapped, stream, feeds);
    } else entryOf(wrapped, stream);
    inputs.set(stream, feeds);
    if (!source.live) continue;
    const finished = live.finished ?? toList(config.output_stream).map(streamName)[0];
    if (finished === undefined) {
      throw new MillraceError(
        'NOT_FOUND',
        `input "${stream}": nothing says when a live frame is finished, the graph has no output. Give live.finished, the name of a stream.`,
      );
    }
    const name = `limit_${stream}`;
    const { maxInFlight = 1, maxInQueue = 1 } = live;
    wrapped = limitLiveSource(wrapped, { input: feeds, finished, maxInFlight, maxInQueue, name });
    limiters.push(name);
  }
  return { config: wrapped, inputs, limiters };
}

function importFrames(config: GraphConfig, stream: string, feeds: string): GraphConfig {
  const entry = entryOf(config, stream);
  const importer: NodeConfig = {
    name: `import_${stream}`,
    calculator: videoFrameToImageCalculator.name,
    input_stream: [`FRAME:${feeds}`],
    output_stream: [`IMAGE:${stream}`],
  };
  return {
    ...config,
    input_stream: toList(config.input_stream).map(one => (one === entry ? feeds : one)),
    node: [importer, ...toList(config.node)],
  };
}

function entryOf(config: GraphConfig, stream: string): string {
  const entries = toList(config.input_stream);
  const entry = entries.find(one => streamName(one) === stream);
  if (entry !== undefined) return entry;
  throw new MillraceError(
    'NOT_FOUND',
    `input "${stream}": the graph has no input stream of that name. Its inputs: ${entries.map(streamName).join(', ') || 'none'}.`,
  );
}

/** The name in `name`, `TAG:name` or `TAG:index:name`. */
function streamName(spec: string): string {
  return spec.slice(spec.lastIndexOf(':') + 1);
}
