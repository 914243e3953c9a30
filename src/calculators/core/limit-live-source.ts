import { type GraphConfig, MillraceError, type NodeConfig, toList } from '../../graph/index.ts';

/** How {@link limitLiveSource} limits. */
export interface LiveLimit {
  /** The graph's input stream that the live source feeds, by name. */
  readonly input: string;
  /** The stream that says a frame is finished: usually the graph's output. It must have a packet, or at least a bound, for each frame. */
  readonly finished: string;
  /** Frames in work at once. Default 1. */
  readonly maxInFlight?: number;
  /** Frames that wait while others are in work. Default 1: the newest is never older than one frame. */
  readonly maxInQueue?: number;
  /** The name of the added node, whose counters tell what was dropped. Default `live_limiter`. */
  readonly name?: string;
}

/**
 * A graph for a source that does not wait, such as a camera: a FlowLimiterCalculator behind its input lets a frame in
 * when an earlier one is finished, and drops and counts the others. The graph's streams keep their names, so the caller
 * feeds and observes it as before. A file source must not be limited: it waits and loses nothing.
 *
 * @throws MillraceError NOT_FOUND when the graph has no such input; ALREADY_EXISTS when the node's name is taken.
 */
export function limitLiveSource(config: GraphConfig, limit: LiveLimit): GraphConfig {
  const { input, finished, maxInFlight = 1, maxInQueue = 1, name = 'live_limiter' } = limit;
  const nodes = toList(config.node);
  if (!toList(config.input_stream).some(one => streamName(one) === input)) {
    const names = toList(config.input_stream).map(streamName).join(', ');
    throw new MillraceError('NOT_FOUND', `live limit: the graph has no input stream "${input}". Its inputs: ${names}.`);
  }
  if (nodes.some(node => node.name === name)) {
    throw new MillraceError('ALREADY_EXISTS', `live limit: the graph has a node "${name}" already. Give another name.`);
  }
  const limited = freeName(config, `${input}_limited`);
  const limiter: NodeConfig = {
    name,
    calculator: 'FlowLimiterCalculator',
    input_stream: [input, `FINISHED:${finished}`],
    input_stream_info: [{ tag_index: 'FINISHED', back_edge: true }],
    output_stream: [limited],
    options: { max_in_flight: maxInFlight, max_in_queue: maxInQueue },
  };
  const behind = nodes.map(node => {
    const inputs = toList(node.input_stream);
    if (!inputs.some(one => streamName(one) === input)) return node;
    return {
      ...node,
      input_stream: inputs.map(one =>
        streamName(one) === input ? one.slice(0, one.length - input.length) + limited : one,
      ),
    };
  });
  return { ...config, node: [limiter, ...behind] };
}

/** The name in `name`, `TAG:name` or `TAG:index:name`. */
function streamName(spec: string): string {
  return spec.slice(spec.lastIndexOf(':') + 1);
}

function freeName(config: GraphConfig, wanted: string): string {
  const taken = new Set(
    [config.input_stream, ...toList(config.node).flatMap(node => [node.input_stream, node.output_stream])]
      .flatMap(one => toList(one))
      .map(streamName),
  );
  let name = wanted;
  for (let n = 1; taken.has(name); n++) name = `${wanted}_${n}`;
  return name;
}
