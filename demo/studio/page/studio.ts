import { createGraph, type HostStats, type Source, sinks, sources, type WebGraph } from '../../../runtime-web/index.ts';
import type { StudioGraph } from '../studio-data.ts';
import { download } from './download.ts';
import { element } from './elements.ts';
import { pictureFile } from './picture-file.ts';
import { createRecorder } from './recorder.ts';
import { drawingView } from './show-drawing.ts';
import { showTimes } from './show-times.ts';

const graphs = (await (await fetch('graphs.json')).json()) as readonly StudioGraph[];
const choice = {
  graph: element('select', 'graph'),
  input: element('select', 'input'),
  quality: element('select', 'quality'),
  thread: element('select', 'thread'),
};
const buttons = {
  run: element('button', 'run'),
  pause: element('button', 'pause'),
  step: element('button', 'step'),
  record: element('button', 'record'),
  trace: element('button', 'trace'),
};
const file = element('input', 'file');
const drawing = drawingView(element('div', 'drawing'));
const recorder = createRecorder('millrace.webm');
let running: WebGraph | undefined;
let isPaused = false;
let turn = 0;

for (const { id, title } of graphs) choice.graph.append(new Option(title, id));

function chosen(): StudioGraph {
  const found = graphs.find(one => one.id === choice.graph.value) ?? graphs[0];
  if (found === undefined) throw new TypeError('studio: the server offers no graph. Restart it.');
  return found;
}

function say(text: string, isBad = false): void {
  const status = element('p', 'status');
  status.textContent = text;
  status.classList.toggle('bad', isBad);
}

function draw(): void {
  const graph = chosen();
  drawing.show(choice.input.value === 'camera' ? graph.drawings.live : graph.drawings.file);
  choice.quality.disabled = !hasQuality(graph);
  element('figcaption', 'shown').textContent = `Output: ${graph.shows} of ${graph.file}`;
}

/** Whether a graph has a variant for slower machines. */
function hasQuality(graph: StudioGraph): boolean {
  return graph.options.includes('quality');
}

/** A graph in a worker keeps its canvases: each run gets fresh ones. */
function screen(id: string): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  element('div', id).replaceChildren(canvas);
  return canvas;
}

function source(): Source {
  if (choice.input.value === 'camera') return sources.camera();
  const [own] = file.files ?? [];
  if (choice.input.value === 'own' && own !== undefined) return sources.videoFile(own, { loop: true });
  return sources.videoFile(new URL('clip.mp4', location.href), { loop: true });
}

/** What is heard with the pictures; it waits for them. */
function sound(): Source {
  if (choice.input.value === 'camera') return sources.microphone();
  const [own] = file.files ?? [];
  const clip = choice.input.value === 'own' && own !== undefined ? own : new URL('clip.mp4', location.href);
  return sources.audioFile(clip, { loop: true, pace: 'none' });
}

/** The room stands for every picture that a graph wants. */
async function pictures(graph: StudioGraph): Promise<Record<string, unknown>> {
  const given: Record<string, unknown> = {};
  for (const name of graph.pictures) given[name] = await pictureFile('room.png');
  return given;
}

async function start(): Promise<void> {
  turn += 1;
  const mine = turn;
  const graph = chosen();
  const { quality, thread } = choice;
  show('starting');
  for (const id of FIGURES) element('dd' as 'div', id).textContent = '–';
  try {
    const before = screen('before');
    const after = screen('after');
    const engines = new Set<string>();
    const made = await createGraph(graph.text, {
      graphOptions: hasQuality(graph) ? { quality: quality.value } : {},
      file: graph.file,
      subgraphs: graph.subgraphs,
      input: { [graph.input]: source() },
      output: { [graph.shows]: sinks.canvas(after), [graph.input]: sinks.canvas(before) },
      worker: thread.value === 'worker',
      trace: true,
      sidePackets: await pictures(graph),
      // The inference service says which engine it has chosen.
      onLog: (_level, message) => {
        const [, engine] = /: engine ([^;]+);/.exec(message) ?? [];
        if (engine !== undefined) engines.add(engine);
      },
      onProgress: ({ stage, name, loaded, total }) => {
        const share = total === undefined || loaded === undefined ? '' : ` ${Math.round((100 * loaded) / total)} %`;
        if (mine === turn) say(stage === 'ready' ? 'Ready.' : `${STAGES[stage]} ${name}${share} …`);
      },
    });
    if (mine !== turn) {
      await made.close();
      return;
    }
    running = made;
    await made.start();
    const { device } = made;
    const chip = element('p', 'device');
    chip.textContent = [device.kind, device.thread, ...engines, device.reason].join(' · ');
    chip.title = `${device.reason}; kernels: ${device.kernels}`;
    show('running');
    say('Running.');
    watch(made, mine).catch(() => undefined);
    await made.done();
    if (mine === turn) {
      show('idle');
      say('The end.');
      await endRecording();
    }
  } catch (error) {
    if (mine !== turn) return;
    await endRecording();
    show('idle');
    say(error instanceof Error ? error.message : String(error), true);
    await running?.close();
    running = undefined;
  }
}

const STAGES = { fetch: 'Fetching', compile: 'Compiling', 'warm-up': 'Warming up', ready: '' } as const;

async function stop(): Promise<void> {
  turn += 1;
  const wasRecording = recorder.isOn;
  await endRecording();
  const graph = running;
  running = undefined;
  show('idle');
  if (!wasRecording) say('Stopped.');
  await graph?.stop().catch(() => undefined);
  await graph?.close();
}

async function watch(graph: WebGraph, mine: number): Promise<void> {
  while (mine === turn && running === graph) {
    const stats = await graph.stats();
    if (mine !== turn) return;
    figures(stats);
    drawing.update(stats);
    showTimes(element('tbody', 'times'), stats);
    await new Promise(resolve => setTimeout(resolve, 500));
  }
}

const FIGURES = ['fps', 'p50', 'p95', 'frames', 'dropped', 'copies'] as const;

function figures({ fps, latencyMs, framesIn, framesOut, dropped, copies }: HostStats): void {
  const set = (id: (typeof FIGURES)[number], text: string, unit = '') => {
    const small = document.createElement('small');
    small.textContent = unit;
    element('dd' as 'div', id).replaceChildren(text, small);
  };
  set('fps', fps.toFixed(1));
  set('p50', latencyMs.p50.toFixed(0), ' ms');
  set('p95', latencyMs.p95.toFixed(0), ' ms');
  set('frames', `${framesIn} → ${framesOut}`);
  set('dropped', String(dropped), framesIn > 0 ? ` ${Math.round((100 * dropped) / framesIn)} %` : '');
  // The input is shown too, which the graph itself does not need.
  const each = framesOut === 0 ? 0 : (copies.toCpu + copies.fromCpu - framesOut) / framesOut;
  set('copies', each.toFixed(1), ` ${(copies.bytes / Math.max(1, framesOut) / 1e6).toFixed(1)} MB`);
}

function show(state: 'idle' | 'starting' | 'running'): void {
  isPaused = false;
  buttons.run.textContent = state === 'idle' ? 'Start' : 'Stop';
  buttons.pause.textContent = 'Pause';
  for (const one of [buttons.pause, buttons.record, buttons.trace]) one.disabled = state !== 'running';
  buttons.step.disabled = true;
}

async function toggleRecording(): Promise<void> {
  if (recorder.isOn) await endRecording();
  else if (running !== undefined) {
    await recorder.start(running, chosen().shows, sound());
    showRecording();
    say('Recording. It is saved when you stop it.');
  }
}

/** Whatever becomes of the recording, the graph can be stopped. */
async function endRecording(): Promise<void> {
  if (!recorder.isOn) return;
  try {
    await recorder.stop();
    say('The recording is among your downloads.');
  } catch (error) {
    say(error instanceof Error ? error.message : String(error), true);
  }
  showRecording();
}

function showRecording(): void {
  buttons.record.setAttribute('aria-pressed', String(recorder.isOn));
  buttons.record.textContent = recorder.isOn ? 'Stop recording' : 'Record';
}

function togglePause(): void {
  isPaused = !isPaused;
  if (isPaused) running?.pause();
  else running?.resume();
  buttons.pause.textContent = isPaused ? 'Go on' : 'Pause';
  buttons.step.disabled = !isPaused;
  say(isPaused ? 'Paused. Step shows one more frame.' : 'Running.');
}

function told(work: Promise<void>): void {
  work.catch((error: unknown) => say(error instanceof Error ? error.message : String(error), true));
}

buttons.run.addEventListener('click', () => told(buttons.run.textContent === 'Start' ? start() : stop()));
buttons.pause.addEventListener('click', togglePause);
buttons.step.addEventListener('click', () => running?.step());
element('section', 'stage').addEventListener('keydown', event => {
  if (buttons.pause.disabled || (event.key !== ' ' && event.key !== 'ArrowRight')) return;
  // Not the page's own: Space scrolls it.
  event.preventDefault();
  if (event.key === ' ' || !isPaused) togglePause();
  else running?.step();
});
buttons.record.addEventListener('click', () => told(toggleRecording()));
buttons.trace.addEventListener('click', () => {
  const save = async () => {
    const trace = await running?.trace();
    if (trace === undefined) return;
    download(new Blob([JSON.stringify(trace)], { type: 'application/json' }), 'millrace-trace.json');
    say('Trace exported: open it in ui.perfetto.dev or chrome://tracing.');
  };
  told(save());
});
for (const one of Object.values(choice)) {
  one.addEventListener('change', () => {
    draw();
    if (one === choice.input && one.value === 'own') {
      file.click();
      return;
    }
    if (running !== undefined) told(stop().then(start));
  });
}
file.addEventListener('change', () => told(stop().then(start)));
element('button', 'theme').addEventListener('click', () => {
  const root = document.documentElement;
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
  const now = root.dataset['theme'] ?? (isDark ? 'dark' : 'light');
  root.dataset['theme'] = now === 'dark' ? 'light' : 'dark';
});
draw();
