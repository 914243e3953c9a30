import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { createImageKernels, type ImageKernels, imageKernelsService } from '../../../src/calculators/image/index.ts';
import { mediaService } from '../../../src/calculators/io/index.ts';
import {
  readCheckpoint,
  type StopRequest,
  stopRequestService,
  trainingBackendService,
} from '../../../src/calculators/train/index.ts';
import {
  chromeTrace,
  cpuOnlyNode,
  type Graph,
  type PlanGraphPort,
  planGraph,
  type RunOptions,
  TraceBuffer,
  trustedLimits,
  untrustedLimits,
} from '../../../src/graph/index.ts';
import { createNodeGraph } from '../../create-node-graph.ts';
import { createFileAccess } from '../../file-access.ts';
import { nodeMediaService } from '../../media/node-media-service.ts';
import { meteredBackends } from '../../training/metered-backends.ts';
import { nodeTrainingBackends } from '../../training/node-training-backends.ts';
import { nodeTrainingFiles } from '../../training/node-training-files.ts';
import type { CliHost, RunFlags } from '../cli-host.ts';
import { cliRegistry } from '../cli-registry.ts';
import { ExitCode } from '../exit-code.ts';
import { nameValues } from '../name-value.ts';
import { type Progress, startProgress, startStatus } from '../progress.ts';
import { matchBorder } from '../run/match-border.ts';
import { type MeteredMedia, meteredMedia } from '../run/metered-media.ts';
import { connectFiles, type FileRun, type JsonStream } from '../run/run-graph.ts';
import { formatSummary, lostPackets, nodeSummaries, type RunSummary, totals } from '../run/run-summary.ts';
import { settledPlan } from '../run/settled-plan.ts';
import { sideValues } from '../run/side-values.ts';
import { formatTraining, watchTraining } from '../run/watch-training.ts';
import { isPictures, type MediaWiring, wrapMedia } from '../run/wrap-media.ts';
import { UsageError } from '../usage-error.ts';

/** How long a cancelled run may take to finish or remove its outputs. */
const CANCEL_MS = 1500;
/** The newest calls that a trace keeps: about 100 MB of file. */
const TRACE_EVENTS = 500_000;

/**
 * Runs a graph on files until its inputs end, it fails, or the host is interrupted. Image streams are decoded and encoded
 * by nodes that are put around the graph; other streams are JSON lines. Files are waited for: nothing is dropped that
 * the graph itself does not drop. The graph reads and writes nothing but what the user names and what lies in its folder.
 */
export async function runCommand(file: string, flags: RunFlags, host: CliHost): Promise<ExitCode> {
  const registry = cliRegistry();
  if (flags.untrusted === true && flags.allowUnverifiedUrls === true) {
    throw new UsageError(
      '--untrusted: an untrusted graph uses no model without a checksum. Leave --allow-unverified-urls out.',
    );
  }
  if (flags.gpu === true && flags.untrusted === true) {
    throw new UsageError('--gpu: an untrusted graph stays on the CPU. Leave --gpu out.');
  }
  const limits = flags.untrusted === true ? untrustedLimits : trustedLimits;
  const plan = await settledPlan(file, nameValues('--set', flags.set), registry, limits);
  const cpuOnly = flags.gpu === true ? cpuOnlyNode(plan) : undefined;
  if (cpuOnly !== undefined) throw new UsageError(`--gpu: ${cpuOnly}. Leave --gpu out.`);
  const inputs = matchBorder('--input', 'input stream', plan.inputs, nameValues('--input', flags.input));
  const outputs = matchBorder('--output', 'output stream', plan.outputs, nameValues('--output', flags.output));
  const sides = matchBorder('--side', 'side packet', plan.inputSidePackets, nameValues('--side', flags.side));
  checkFiles(plan.inputs, inputs, outputs, host.cwd);
  if (flags.json === true && [...outputs.values()].includes('-')) {
    throw new UsageError('--json: an output goes to standard output too. Write it to a file, or leave --json out.');
  }

  const trusted = new Set<string>();
  for (const path of [...inputs.values(), ...outputs.values(), ...sides.values()]) trusted.add(resolve(host.cwd, path));
  const folder = dirname(resolve(host.cwd, file));
  const isConfined = flags.untrusted === true;
  // What lies in a folder that the user names is meant as well.
  const roots = [folder];
  const files = { base: folder, roots, trusted, isPortable: isConfined, isReadOnly: isConfined };
  const access = createFileAccess(files);
  // Half a gigabyte of address space: only graphs with pictures take it.
  let made: ImageKernels | undefined;
  const kernels = (): ImageKernels => (made ??= createImageKernels());
  const meters = meteredMedia(nodeMediaService({ kernels, access }));
  const side = await sideValues(plan, sides, host.cwd, path => meters.service.readImage(path));
  for (const location of side.trusted) trusted.add(location);
  roots.push(...side.folders);

  const named = (ports: ReadonlyMap<PlanGraphPort, string>, images: boolean): readonly JsonStream[] =>
    [...ports]
      .filter(([port, path]) => isPictures(plan.streams[port.slot]?.type, path) === images)
      .map(([port, path]) => ({ stream: port.name, file: path, path: path === '-' ? '-' : resolve(host.cwd, path) }));
  const media = wrapMedia(plan.config, {
    inputs: named(inputs, true),
    outputs: named(outputs, true),
    gpu: flags.gpu === true,
  });
  const backends = meteredBackends(nodeTrainingBackends({ gpu: isConfined ? 'off' : 'auto' }));
  const stop: StopRequest = {
    get isRequested() {
      return host.interrupted.aborted;
    },
  };
  const tracer = flags.trace === undefined ? undefined : new TraceBuffer(TRACE_EVENTS);
  const graph = createNodeGraph(planGraph(media.config, { registry }), {
    ...(tracer === undefined ? {} : { tracer }),
    // Costs nothing beside pictures and files.
    profile: true,
    services: {
      [mediaService.key]: meters.service,
      get [imageKernelsService.key]() {
        return kernels();
      },
      [trainingBackendService.key]: backends,
      [stopRequestService.key]: stop,
    },
    files,
    ...(isConfined ? { untrusted: { folder } } : {}),
    inference: { offline: flags.offline === true, allowUnverifiedUrls: flags.allowUnverifiedUrls === true },
    onLog: (level, message) => {
      if (level === 'warn' || flags.verbose === true) host.terminal.err(`${level}: ${message}`);
    },
  });
  const jsonInputs = named(inputs, false);
  const jsonOutputs = named(outputs, false);
  const run = await connectFiles(graph, jsonInputs, jsonOutputs);

  const begin = performance.now();
  const summary = (): RunSummary => ({
    seconds: (performance.now() - begin) / 1000,
    inputs: [
      ...media.inputs.map(one => ({ ...one, packets: meters.reads.get(one.path)?.frames ?? 0 })),
      ...jsonInputs.map(one => ({ ...one, packets: run.read.get(one.stream) ?? 0 })),
    ].map(plain),
    outputs: [
      ...media.outputs.map(one => ({ ...one, packets: framesWritten(graph, meters, one) })),
      ...jsonOutputs.map(one => ({ ...one, packets: run.written(one.stream) })),
    ].map(plain),
    dropped: lostPackets(graph, 'overload'),
    filtered: lostPackets(graph, 'choice'),
    nodes: nodeSummaries(graph),
    live: graph.stats().live,
  });
  const training = watchTraining(graph, graph.plan, reading => {
    if (flags.json === true) host.terminal.out(JSON.stringify({ progress: reading }));
  });
  const progress = flags.json === true ? undefined : showProgress();
  const options: RunOptions = {
    sidePackets: { ...side.values, ...media.sidePackets },
    ...(flags.resume === undefined ? {} : { state: await stateOf(flags.resume) }),
  };
  const neverBegan = host.interrupted.aborted;
  const ended: Ended = neverBegan
    ? { interrupted: true }
    : await settle(graph, run, options, host, training !== undefined);
  progress?.stop();
  // A training that was asked to stop has ended in good order.
  const isWhole = ended.error === undefined && (!ended.interrupted || training !== undefined);
  await run.finish(!neverBegan && isWhole);
  if (tracer !== undefined && flags.trace !== undefined) {
    await writeFile(resolve(host.cwd, flags.trace), JSON.stringify(chromeTrace(tracer, graph.stats())));
  }
  // An interruption that came when everything was done has not harmed the outputs; it is told all the same.
  if (ended.interrupted || (ended.error === undefined && host.interrupted.aborted)) {
    host.terminal.err('interrupted');
    const failure = { ok: false, exitCode: ExitCode.interrupted, error: 'interrupted' };
    if (flags.json === true) host.terminal.out(JSON.stringify({ ...failure, ...summary() }));
    return ExitCode.interrupted;
  }
  if (ended.error !== undefined) throw ended.error;
  if (flags.json === true) host.terminal.out(JSON.stringify({ ok: true, ...summary() }));
  else for (const line of formatSummary(summary())) host.terminal.err(line);
  return ExitCode.ok;

  function showProgress(): Progress {
    if (training === undefined) {
      return startProgress(host.terminal, () => ({ ...totals(summary()), fraction: fractionDone(meters) }));
    }
    const watch = training;
    return startStatus(host.terminal, elapsed => formatTraining(watch.read(), elapsed, backends.tensors()));
  }

  /** The state of a checkpoint that the user names: it may lie anywhere. */
  async function stateOf(place: string): Promise<Readonly<Record<string, unknown>>> {
    const policy = flags.weightsOnly === true ? 'weights_only' : 'exact';
    const checkpoint = await readCheckpoint(nodeTrainingFiles(), resolve(host.cwd, place), graph.plan, policy);
    if (flags.json !== true) host.terminal.err(`resuming after step ${checkpoint.step} from ${checkpoint.folder}`);
    return checkpoint.state;
  }
}

/** Every input must be given and be there; the folders of outputs must be there. */
function checkFiles(
  ports: readonly PlanGraphPort[],
  inputs: ReadonlyMap<PlanGraphPort, string>,
  outputs: ReadonlyMap<PlanGraphPort, string>,
  cwd: string,
): void {
  for (const port of ports) {
    if (!inputs.has(port))
      throw new UsageError(`input stream "${port.name}": is not given. Add --input ${port.name}=FILE`);
  }
  for (const [port, path] of inputs) {
    if (path !== '-' && !existsSync(resolve(cwd, path))) {
      throw new UsageError(`--input ${port.name}: there is no file ${path}. Check the path.`);
    }
  }
  for (const [port, path] of outputs) {
    if (path !== '-' && !existsSync(dirname(resolve(cwd, path)))) {
      throw new UsageError(`--output ${port.name}: ${path}: its folder does not exist. Make it first.`);
    }
  }
}

interface Ended {
  readonly error?: Error;
  readonly interrupted: boolean;
}

/**
 * Runs to the end, to the first error, or to the end of a cancelled run; waits for the latter only so long. A training is not
 * cancelled: it sees the request to stop and ends after its epoch.
 */
async function settle(graph: Graph, run: FileRun, options: RunOptions, host: CliHost, trains: boolean): Promise<Ended> {
  const { interrupted } = host;
  const gaveUp = new Promise<void>(done => {
    const cancel = (): void => {
      if (trains) {
        host.terminal.err('finishing the epoch; interrupt again to stop at once');
        return;
      }
      graph.cancel('interrupted');
      setTimeout(done, CANCEL_MS);
    };
    interrupted.addEventListener('abort', cancel, { once: true });
  });
  try {
    await Promise.race([run.run(options), gaveUp]);
    return { interrupted: interrupted.aborted };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)), interrupted: interrupted.aborted };
  }
}

function framesWritten(graph: Graph, meters: MeteredMedia, one: MediaWiring['outputs'][number]): number {
  // A pattern such as out-####.png is written under other names; its node counts.
  return meters.writes.get(one.path)?.frames ?? graph.counter(`${one.node}-images_written`);
}

/** How much of the videos is read; `undefined` without a video. */
function fractionDone(meters: MeteredMedia): number | undefined {
  const known = [...meters.reads.values()].filter(one => one.total !== undefined);
  const total = known.reduce((sum, one) => sum + (one.total ?? 0), 0);
  return total > 0 ? known.reduce((sum, one) => sum + one.frames, 0) / total : undefined;
}

function plain(one: {
  readonly stream: string;
  readonly file: string;
  readonly packets: number;
}): RunSummary['inputs'][number] {
  return { stream: one.stream, file: one.file, packets: one.packets };
}
