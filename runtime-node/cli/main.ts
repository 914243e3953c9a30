import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { SchemaName } from '../documents/schemas.ts';
import type { CliHost, ModelsFlags, RunFlags } from './cli-host.ts';
import type { DrawingFormat } from './commands/graph.ts';
import { ExitCode } from './exit-code.ts';

const collect = (value: string, all: readonly string[]): readonly string[] => [...all, value];

/**
 * Runs the command line and returns the exit code. Commands are imported when they are used, so that `--help` costs
 * nothing but this file and the argument parser.
 */
export async function main(args: readonly string[], host: CliHost): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.ok;
  const json = args.includes('--json');
  /** Wraps an action: it sets the exit code, and its errors are reported in one form. */
  const act =
    <A extends unknown[]>(action: (...given: A) => Promise<ExitCode>) =>
    async (...given: A): Promise<void> => {
      try {
        exitCode = await action(...given);
      } catch (error) {
        const { reportFailure } = await import('./failure.ts');
        exitCode = reportFailure(host.terminal, error, json);
      }
    };

  const program = new Command('millrace')
    .description('Stream-processing graphs of calculators, declared in YAML.')
    .exitOverride()
    .showHelpAfterError('Run it with --help for its options.')
    .configureOutput({
      writeOut: text => {
        host.terminal.out(text.trimEnd());
      },
      writeErr: text => {
        host.terminal.err(text.trimEnd());
      },
    })
    .addHelpText(
      'after',
      `
Exit codes: 0 ok, 1 invalid graph, 2 usage, 3 runtime failure, 4 environment, 130 interrupted.`,
    );

  program
    .command('run')
    .description('Run a graph on files.')
    .argument('<graph>', 'the graph file (.yaml or .pbtxt)')
    .option(
      '-i, --input <name=file>',
      'feed an input stream: a video, a picture, or JSON lines {"ts", "value"}; "-" is standard input',
      collect,
      [],
    )
    .option(
      '-o, --output <name=file>',
      'write an output stream: a video, a picture, or JSON lines; "-" is standard output',
      collect,
      [],
    )
    .option(
      '-s, --side <name=value>',
      'give an input side packet: a path, a number, true or false, text, or JSON',
      collect,
      [],
    )
    .option('--set <node.option=value>', 'set an option of a node, or of the graph itself (.option=value)', collect, [])
    .option('--gpu', 'bring pictures to the GPU, where there is one, and back')
    .option('--trace <file>', 'write a trace for chrome://tracing or ui.perfetto.dev')
    .option('--resume <folder>', 'go on from a checkpoint: its folder, or the newest in a folder of several')
    .option('--weights-only', 'with --resume: take over the weights of networks alone, also into a changed graph')
    .option('--allow-unverified-urls', 'models may come from URLs without a checksum')
    .option('--offline', 'fetch nothing')
    .option(
      '--untrusted',
      'the graph comes from somebody else: it may read its folder and what you name, and has limits',
    )
    .option('--verbose', 'show the log of the calculators')
    .option('--json', 'print the summary as JSON')
    .action(
      act(async (graph: string, options: RunFlags) =>
        (await import('./commands/run.ts')).runCommand(graph, options, host),
      ),
    );

  program
    .command('validate')
    .description('Check graph files exactly as run does, and report every mistake.')
    .argument('<graph...>', 'graph files')
    .option('--untrusted', 'with the limits of run --untrusted')
    .option('--json', 'print the issues as JSON')
    .action(
      act(async (graphs: string[], options: { json?: true; untrusted?: true }) =>
        (await import('./commands/validate.ts')).validateCommand(graphs, options, host),
      ),
    );

  program
    .command('test')
    .description('Run the tests of graphs: packets that go in, and those that must come out.')
    .argument('<file...>', 'test files (.test.yaml)')
    .option('--json', 'print the results as JSON')
    .action(
      act(async (files: string[], options: { json?: true }) =>
        (await import('./commands/test.ts')).testCommand(files, options, host),
      ),
    );

  program
    .command('replay')
    .description('Run the tests of a file on the schedule of a seed, and print the calls in their order.')
    .argument('<file>', 'a test file (.test.yaml)')
    .requiredOption('--seed <number>', 'the seed', seed)
    .action(
      act(async (file: string, options: { seed: number }) =>
        (await import('./commands/test.ts')).replayCommand(file, options, host),
      ),
    );

  program
    .command('graph')
    .description('Draw a graph: as text, as a picture, or as a page to look around in.')
    .argument('<graph>', 'the graph file')
    .addOption(
      new Option('-f, --format <format>', 'the form')
        .choices(['mermaid', 'dot', 'svg', 'html', 'json'])
        .default('mermaid'),
    )
    .option('--flatten', 'without the boxes of subgraphs')
    .option(
      '--with-stats <trace>',
      'colour nodes by their share of time, show queues and drops: from a file of run --trace',
    )
    .action(
      act(async (graph: string, options: { format: DrawingFormat; flatten?: true; withStats?: string }) =>
        (await import('./commands/graph.ts')).graphCommand(graph, options, host),
      ),
    );

  program
    .command('list')
    .description('List the calculators.')
    .argument('[word]', 'only those whose name or summary has it')
    .option('--json', 'print them as JSON')
    .action(
      act(async (word: string | undefined, options: { json?: true }) =>
        (await import('./commands/list.ts')).listCommand(word, options, host),
      ),
    );

  program
    .command('describe')
    .description('Show what a calculator or a graph file takes and gives.')
    .argument('<name>', 'a calculator, or a graph file')
    .option('--json', 'print it as JSON')
    .action(
      act(async (name: string, options: { json?: true }) =>
        (await import('./commands/describe.ts')).describeCommand(name, options, host),
      ),
    );

  program
    .command('compile')
    .description('Write a checked graph as a module for pages, with the calculators that it uses.')
    .argument('<graph>', 'the graph file (.yaml or .pbtxt)')
    .option('-o, --output <file>', 'where to (.js or .ts); default: standard output')
    .option('--plain', 'without imports, for pages without a bundler')
    .option('--set <node.option=value>', 'set an option of a node, or of the graph itself (.option=value)', collect, [])
    .action(
      act(async (graph: string, options: { output?: string; plain?: true; set: readonly string[] }) =>
        (await import('./commands/compile.ts')).compileCommand(graph, options, host),
      ),
    );

  program
    .command('convert')
    .description('Print a graph file in the other format: YAML or protocol buffer text.')
    .argument('<graph>', 'the graph file (.yaml or .pbtxt)')
    .addOption(new Option('--to <format>', 'the format').choices(['yaml', 'pbtxt']))
    .action(
      act(async (graph: string, options: { to?: 'yaml' | 'pbtxt' }) =>
        (await import('./commands/convert.ts')).convertCommand(graph, options, host),
      ),
    );

  program
    .command('schema')
    .description('Print the JSON Schema of graph files, of their tests or of model manifests, for editors.')
    .addArgument(new Argument('[kind]', 'the kind of file').choices(['graph', 'test', 'models']).default('graph'))
    .action(act(async (name: SchemaName) => (await import('./commands/schema.ts')).schemaCommand(name, host)));

  program
    .command('new')
    .description('Start a calculator or a graph, with a test that passes.')
    .argument('<kind>', 'calculator or graph', kind)
    .argument('<name>', 'its name, such as Doubler')
    .option('-d, --dir <folder>', 'where to put the files', '.')
    .action(
      act(async (what: 'calculator' | 'graph', name: string, options: { dir: string }) =>
        (await import('./commands/new.ts')).newCommand(what, name, options, host),
      ),
    );

  program
    .command('doctor')
    .description('Say what this machine has, and what is used of it.')
    .option('--json', 'print it as JSON')
    .action(
      act(async (options: { json?: true }) => (await import('./commands/doctor.ts')).doctorCommand(options, host)),
    );

  const models = program.command('models').description('The models that graphs may name as model:NAME.');
  const modelsCommand = async (): Promise<typeof import('./commands/models.ts')> => import('./commands/models.ts');
  models
    .command('list')
    .description('List them, and whether they are here.')
    .option('--manifest <file>', 'another list of models')
    .option('--json', 'print it as JSON')
    .action(act(async (options: ModelsFlags) => (await modelsCommand()).modelsListCommand(options, host)));
  models
    .command('pull')
    .description('Fetch models and check them; resumes what was broken off.')
    .argument('[name...]', 'models; all when none is named')
    .option('--from <folder>', 'take the files from a folder, without network')
    .option('--manifest <file>', 'another list of models')
    .option('--json', 'print it as JSON')
    .action(
      act(async (names: string[], options: ModelsFlags & { from?: string }) =>
        (await modelsCommand()).modelsPullCommand(names, options, host),
      ),
    );
  models
    .command('verify')
    .description('Check every byte that is here. Fetches nothing.')
    .argument('[name...]', 'models; all when none is named')
    .option('--manifest <file>', 'another list of models')
    .option('--json', 'print it as JSON')
    .action(
      act(async (names: string[], options: ModelsFlags) =>
        (await modelsCommand()).modelsVerifyCommand(names, options, host),
      ),
    );

  program.option('-V, --version', 'print the version');
  // No action of the program itself: with one, a mistyped command would be taken for its argument.
  if (args.length === 0) {
    program.outputHelp();
    return ExitCode.ok;
  }
  if (args[0] === '-V' || args[0] === '--version') {
    host.terminal.out((await import('./package-version.ts')).packageVersion());
    return ExitCode.ok;
  }

  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  }
  return exitCode;
}

function seed(value: string): number {
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw new InvalidArgumentError('It is a whole number.');
}

function kind(value: string): string {
  if (value === 'calculator' || value === 'graph') return value;
  throw new InvalidArgumentError('It is calculator or graph.');
}
