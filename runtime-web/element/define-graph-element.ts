import { MillraceError } from '../../src/graph/index.ts';
import type { CompiledGraph } from '../compiled-graph.ts';
import { createGraph } from '../create-web-graph.ts';
import type { PrepareProgress } from '../progress.ts';
import { canvas as canvasSink } from '../sinks/canvas.ts';
import type { Source } from '../sources/source.ts';
import type { WebGraph } from '../web-graph.ts';
import { ELEMENT_STYLE } from './element-style.ts';
import { loadGraph } from './load-graph.ts';
import { openInput } from './open-input.ts';

/** What a `<millrace-graph>` is doing. Also the names of its slots for status text, and its attribute `state`. */
export type GraphElementState = 'idle' | 'preparing' | 'running' | 'paused' | 'error';

/** A `<millrace-graph>` in a page. */
export interface MillraceGraphElement extends HTMLElement {
  /** In place of `src`: a compiled graph, or the text of a graph file. */
  source: CompiledGraph | string | undefined;
  /** In place of `input`. */
  sourceInput: Source | undefined;
  /** Values of the graph's input side packets. */
  sidePackets: Readonly<Record<string, unknown>>;
  /** For a graph file: other values of options that it declares. */
  graphOptions: Readonly<Record<string, unknown>> | undefined;
  /** The graph that runs; `undefined` otherwise. */
  readonly graph: WebGraph | undefined;
  readonly state: GraphElementState;
  /** Loads and runs the graph; without effect when it runs. Settles when frames flow. */
  start(): Promise<void>;
  /** Ends it; what is under way comes out first. */
  stop(): Promise<void>;
  /** Holds the picture, or goes on. */
  togglePause(): void;
}

const TEXTS: Readonly<Record<GraphElementState, string>> = {
  idle: 'Ready to start.',
  preparing: 'Getting ready …',
  running: 'Running.',
  paused: 'Paused.',
  error: 'It did not work.',
};

/**
 * Defines the custom element, once; without effect where there is no DOM.
 *
 * Attributes: `src` (a graph file, or a module that `millrace compile` wrote), `subgraphs` (addresses of further graph
 * files), `input` (`camera`, `microphone`, the address of a video, `#id` of a video element), `output` (a stream; the first
 * one by default), `worker`, `autostart`, `controls`, `loop`, `asset-base`, `while-gpu-is-lost` (`hold`, `pass`). Events, which do not bubble: `progress`
 * (detail: {@link PrepareProgress}), `statechange`, `start`, `end`, `error` (an ErrorEvent). Slots `idle`, `preparing`,
 * `running`, `paused`, `error` hold the status texts; parts `canvas`, `controls`, `button`, `status`.
 *
 * An element that leaves the document ends its graph and gives everything back; moved, it starts again if it has
 * `autostart`.
 */
export function defineGraphElement(name = 'millrace-graph'): void {
  if (typeof customElements === 'undefined' || customElements.get(name) !== undefined) return;
  customElements.define(name, graphElementClass());
}

/** One run of the element. */
interface Session {
  readonly abort: AbortController;
  graph?: WebGraph;
  started: Promise<void>;
}

function graphElementClass(): new () => MillraceGraphElement {
  return class extends HTMLElement implements MillraceGraphElement {
    source: CompiledGraph | string | undefined;
    sourceInput: Source | undefined;
    sidePackets: Readonly<Record<string, unknown>> = {};
    graphOptions: Readonly<Record<string, unknown>> | undefined;
    #session: Session | undefined;
    #state: GraphElementState = 'idle';
    readonly #root: ShadowRoot;
    readonly #startButton = button('start');
    readonly #pauseButton = button('pause');
    #canvas = picture();
    #isFresh = true;

    constructor() {
      super();
      this.#root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(ELEMENT_STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      const controls = document.createElement('div');
      controls.className = 'controls';
      controls.part.add('controls');
      controls.setAttribute('role', 'group');
      controls.setAttribute('aria-label', 'Graph');
      controls.append(this.#startButton, this.#pauseButton);
      const status = document.createElement('div');
      status.setAttribute('role', 'status');
      status.part.add('status');
      for (const [state, text] of Object.entries(TEXTS)) {
        const slot = document.createElement('slot');
        slot.name = state;
        slot.textContent = text;
        status.append(slot);
      }
      const bar = document.createElement('div');
      bar.className = 'bar';
      bar.append(controls, status);
      this.#root.append(this.#canvas, bar);
      this.#startButton.addEventListener('click', () => {
        const isOff = this.#state === 'idle' || this.#state === 'error';
        // Told by the event `error`.
        (isOff ? this.start() : this.stop()).catch(() => undefined);
      });
      this.#pauseButton.addEventListener('click', () => this.togglePause());
      this.#show('idle');
    }

    get graph(): WebGraph | undefined {
      return this.#session?.graph;
    }

    get state(): GraphElementState {
      return this.#state;
    }

    connectedCallback(): void {
      if (this.hasAttribute('autostart')) this.start().catch(() => undefined);
    }

    disconnectedCallback(): void {
      const session = this.#session;
      this.#session = undefined;
      session?.abort.abort(new MillraceError('CANCELLED', 'graph: its element left the document.'));
      session?.graph?.close().catch(() => undefined);
      this.#show('idle');
    }

    start(): Promise<void> {
      if (this.#session === undefined) {
        const session: Session = { abort: new AbortController(), started: Promise.resolve() };
        this.#session = session;
        session.started = this.#run(session);
      }
      return this.#session.started;
    }

    async stop(): Promise<void> {
      const session = this.#session;
      if (session === undefined) return;
      if (session.graph === undefined) session.abort.abort(new MillraceError('CANCELLED', 'graph: stop() was called.'));
      await session.graph?.stop().catch(() => undefined);
      await this.#leave(session);
    }

    togglePause(): void {
      if (this.#state === 'running') {
        this.graph?.pause();
        this.#show('paused');
      } else if (this.#state === 'paused') {
        this.graph?.resume();
        this.#show('running');
      }
    }

    async #run(session: Session): Promise<void> {
      const { signal } = session.abort;
      try {
        this.#show('preparing');
        const graph = await this.#create(signal);
        session.graph = graph;
        await graph.start();
        signal.throwIfAborted();
        this.#show('running');
        this.dispatchEvent(new Event('start'));
        this.#watch(session, graph);
      } catch (error) {
        await session.graph?.close();
        if (this.#session !== session) throw error;
        this.#session = undefined;
        this.#fail(error);
        throw error;
      }
    }

    async #create(signal: AbortSignal): Promise<WebGraph> {
      const text = (attribute: string) => this.getAttribute(attribute) ?? undefined;
      const src = text('src');
      const given = this.source;
      if (given === undefined && src === undefined) {
        throw new MillraceError('NOT_FOUND', 'millrace-graph: it has no graph. Set the attribute src.');
      }
      const subgraphs = (text('subgraphs') ?? '').split(/\s+/).filter(one => one !== '');
      const loaded = given === undefined ? await loadGraph(src ?? '', subgraphs, signal) : { graph: given };
      const { graph, ...rest } = loaded;
      const inputName = text('input');
      const root = this.getRootNode();
      const place = root instanceof ShadowRoot ? root : document;
      const input =
        this.sourceInput ??
        (inputName === undefined ? undefined : openInput(inputName, place, this.hasAttribute('loop')));
      const sink = canvasSink(this.#freshCanvas());
      const output = text('output');
      const assetBase = text('asset-base');
      return createGraph(graph, {
        ...rest,
        ...(input === undefined ? {} : { input }),
        output: output === undefined ? sink : { [output]: sink },
        ...(assetBase === undefined ? {} : { assetBase }),
        worker: this.hasAttribute('worker'),
        whileGpuIsLost: text('while-gpu-is-lost') === 'pass' ? 'pass' : 'hold',
        sidePackets: this.sidePackets,
        ...(this.graphOptions === undefined ? {} : { graphOptions: this.graphOptions }),
        signal,
        onProgress: detail => this.dispatchEvent(new CustomEvent<PrepareProgress>('progress', { detail })),
      });
    }

    #watch(session: Session, graph: WebGraph): void {
      const ended = async (): Promise<void> => {
        try {
          await graph.done();
          if (this.#session === session) await this.#leave(session);
        } catch (error) {
          await graph.close();
          if (this.#session !== session) return;
          this.#session = undefined;
          this.#fail(error);
        }
      };
      ended().catch(() => undefined);
    }

    async #leave(session: Session): Promise<void> {
      if (this.#session === session) this.#session = undefined;
      await session.graph?.close();
      if (this.#session !== undefined || this.#state === 'idle') return;
      this.#show('idle');
      this.dispatchEvent(new Event('end'));
    }

    #fail(error: unknown): void {
      const message = error instanceof Error ? error.message : String(error);
      this.#show('error', message);
      this.dispatchEvent(new ErrorEvent('error', { error, message }));
    }

    /** A graph in a worker keeps the canvas it was given: the next run gets another one. */
    #freshCanvas(): HTMLCanvasElement {
      if (!this.#isFresh) {
        const next = picture();
        this.#canvas.replaceWith(next);
        this.#canvas = next;
      }
      this.#isFresh = false;
      return this.#canvas;
    }

    #show(state: GraphElementState, detail?: string): void {
      this.#state = state;
      // A constructor must not touch attributes.
      if (this.isConnected) this.setAttribute('state', state);
      for (const slot of this.#root.querySelectorAll('slot')) {
        slot.hidden = slot.name !== state;
        if (slot.name === 'error') slot.textContent = detail ?? TEXTS.error;
      }
      const isOff = state === 'idle' || state === 'error';
      this.#startButton.textContent = isOff ? 'Start' : 'Stop';
      this.#pauseButton.textContent = state === 'paused' ? 'Go on' : 'Pause';
      this.#pauseButton.disabled = state !== 'running' && state !== 'paused';
      this.#canvas.setAttribute('aria-label', TEXTS[state]);
      if (this.isConnected) this.dispatchEvent(new Event('statechange'));
    }
  };
}

function button(id: string): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.id = id;
  element.part.add('button');
  return element;
}

function picture(): HTMLCanvasElement {
  const element = document.createElement('canvas');
  element.width = 640;
  element.height = 360;
  element.part.add('canvas');
  element.setAttribute('role', 'img');
  return element;
}
