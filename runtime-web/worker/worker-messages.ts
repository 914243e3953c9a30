import type { CompiledGraph } from '../compiled-graph.ts';
import type { GraphDevice, WebGraph, WebGraphOptions } from '../web-graph.ts';

/** A source of the page as the worker knows it. */
export interface RemoteSourceInfo {
  /** `''`: the graph's first input. */
  readonly stream: string;
  readonly gives: 'frames' | 'audio';
  readonly live: boolean;
}

/** A sink of the page as the worker knows it. A canvas moves into the worker. */
export interface RemoteSinkInfo {
  /** `''`: the graph's first output. */
  readonly stream: string;
  readonly takes: 'canvas' | 'frames' | 'packets';
  readonly canvas?: OffscreenCanvas;
}

/** What a page sends to have its graph made in a worker. */
export interface CreateMessage {
  readonly graph: string | CompiledGraph;
  readonly sources: readonly RemoteSourceInfo[];
  readonly sinks: readonly RemoteSinkInfo[];
  readonly options: Pick<
    WebGraphOptions,
    | 'sidePackets'
    | 'subgraphs'
    | 'file'
    | 'graphOptions'
    | 'base'
    | 'assetBase'
    | 'live'
    | 'gpu'
    | 'whileGpuIsLost'
    | 'trace'
  >;
}

/** What the worker answers. */
export interface CreatedMessage {
  readonly plan: WebGraph['plan'];
  readonly device: GraphDevice;
}
