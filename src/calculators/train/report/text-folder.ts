import { defineCalculator, option, repeated, text } from '../../../graph/index.ts';
import { trainingFilesService } from '../training-files.ts';

/** Writes texts into a folder. */
export const textFolderCalculator = defineCalculator({
  name: 'TextFolderCalculator',
  summary:
    'Writes the last text of each stream as a file of one folder when the streams end, such as the tables and plots of a report. A reader finds the former folder or the new one, never a part.',
  example: `
calculator: TextFolderCalculator
input_stream: [TEXT:0:summary, TEXT:1:plot]
options: {path: out/sweep, files: [summary.md, plot.svg]}
`,
  inputs: { TEXT: repeated(text, 'Texts, in the order of the option files', { min: 1 }) },
  options: {
    path: option.string({ description: 'The folder; what is there is replaced', required: true }),
    files: option.list(option.string({ description: 'A name', pattern: '^[^/\\\\]+$' }), {
      description: 'The names of the files, by index of TEXT',
      required: true,
    }),
  },
  services: { files: trainingFilesService },
  *check({ options, inputs }) {
    if (options.files.length !== inputs('TEXT')) {
      yield `${inputs('TEXT')} texts are connected, ${options.files.length} files named. Name each by the option files.`;
    }
  },
  open({ options, services }) {
    const last = new Map<string, string>();
    return {
      process({ inputs }) {
        for (const [i, one] of inputs.TEXT.entries()) {
          if (one.value !== undefined) last.set(options.files[i] ?? '', one.value);
        }
      },
      async close(ctx) {
        // A run that was cancelled or has failed leaves what is there alone.
        if (last.size === 0 || ctx.graphStatus === 'failed' || ctx.graphStatus === 'cancelled') return;
        const encoder = new TextEncoder();
        const files = [...last].map(([name, content]): [string, Uint8Array] => [name, encoder.encode(content)]);
        await services.files.writeFolder(options.path, new Map(files));
        ctx.count('exports');
      },
    };
  },
});
