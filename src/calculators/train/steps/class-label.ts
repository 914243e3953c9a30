import { defineCalculator, list, MillraceError, option, optional, record, required } from '../../../graph/index.ts';
import { fittedTransform } from '../tables/fitted-transform.ts';
import { trainingFilesService } from '../training-files.ts';

/** Names the class of an answer. */
export const classLabelCalculator = defineCalculator({
  name: 'ClassLabelCalculator',
  summary:
    'Says which class each row of an answer is of: {label, score} of the largest output, or of one output cut at a half.',
  example: `
calculator: ClassLabelCalculator
input_stream: OUTPUT:answer
output_stream: LABEL:label
options: {labels_file: preprocess.json}
`,
  inputs: {
    OUTPUT: required(record, 'As PredictCalculator gives it: a list of numbers per row, by the name of the output'),
  },
  outputs: { LABEL: required(list(record), '{label, score} for each row; score is the output of the class') },
  sidePackets: { FITTED: optional(fittedTransform, 'The preprocessing whose target names the classes') },
  options: {
    labels_file: option.string({ description: 'A preprocess.json of an export, where no side packet brings it' }),
    output: option.string({ description: 'Which output; left out, the first' }),
  },
  services: { files: trainingFilesService },
  *check({ options, sidePackets }) {
    if (options.labels_file === undefined && sidePackets('FITTED') === 0) {
      yield 'Nothing names the classes. Connect FITTED, or set labels_file.';
    }
  },
  async open({ sidePackets, options, services, nodeName }) {
    const where = `node "${nodeName}"`;
    const file = options.labels_file;
    const fitted: unknown =
      sidePackets.FITTED ??
      (file === undefined ? undefined : JSON.parse(new TextDecoder().decode(await services.files.readFile(file))));
    const classes = fittedTransform.is(fitted) ? fitted.target?.classes : undefined;
    if (classes === undefined || classes.length === 0) {
      throw new MillraceError('INVALID_ARGUMENT', `${where}: the preprocessing has no classes. Give it a target.`);
    }
    return {
      map(answer) {
        const name = options.output ?? Object.keys(answer)[0] ?? '';
        const rows = answer[name];
        if (!Array.isArray(rows)) {
          throw new MillraceError(
            'NOT_FOUND',
            `${where}: the answer has no output "${name}". Its outputs: ${Object.keys(answer).join(', ')}.`,
          );
        }
        return (rows as readonly (readonly number[])[]).map(row => labelOf(row, classes, where));
      },
    };
  },
});

function labelOf(
  row: readonly number[],
  classes: readonly (string | number)[],
  where: string,
): Readonly<Record<string, unknown>> {
  const [only = Number.NaN] = row;
  const scores = row.length === 1 && classes.length === 2 ? [1 - only, only] : row;
  if (scores.length !== classes.length) {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `${where}: an answer has ${scores.length} numbers, there are ${classes.length} classes. Choose another output.`,
    );
  }
  const best = scores.reduce((at, score, i) => (score > (scores[at] ?? Number.NEGATIVE_INFINITY) ? i : at), 0);
  return { label: classes[best], score: scores[best] };
}
