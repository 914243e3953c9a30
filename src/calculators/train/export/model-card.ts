import type { TrainedModel } from '../network/trained-model.ts';

/** What a model card says. */
export interface ModelCardFacts {
  readonly name: string;
  readonly description: string | undefined;
  readonly model: TrainedModel;
  /** The figures of the model, where they are known. */
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly labels: readonly (string | number)[];
  readonly licence: string | undefined;
}

/** A model card in Markdown: what the model is, how good it was, what lies beside it. Mitchell et al., 2019. */
export function modelCard({ name, description, model, metrics, labels, licence }: ModelCardFacts): string {
  const parameters = model.weights.reduce((sum, one) => sum + one.data.length, 0);
  const figures = Object.entries(metrics).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const lines = [
    `# ${name}`,
    '',
    description ?? 'A model that a Millrace graph has trained.',
    '',
    `- Input: [${model.topology.inputShape.join(', ')}] per example, float32`,
    `- Outputs: ${model.topology.outputs.join(', ')}`,
    ...(labels.length > 0 ? [`- Labels: ${labels.join(', ')}`] : []),
    `- Parameters: ${parameters}`,
    `- Trained for ${model.step + 1} steps, ${model.epoch + 1} epochs`,
    ...(licence === undefined ? [] : [`- Licence: ${licence}`]),
    '',
    '## Measured',
    '',
    ...(figures.length === 0
      ? ['Nothing was measured: connect METRICS of ModelExportCalculator.']
      : ['| figure | value |', '| --- | --- |', ...figures.map(([figure, value]) => `| ${figure} | ${value} |`)]),
    '',
    '## Limits',
    '',
    'The figures hold for rows like those that were measured, and for no others.',
    '',
  ];
  return lines.join('\n');
}
