import type { TrainingBackendName } from '../backend/training-backend.ts';
import type { Embedding } from '../embedding/embedding.ts';

/** What a serving graph needs to know. */
export interface ServingFacts {
  /** What answers: a network with what is applied to its outputs, or the k nearest examples. */
  readonly classifier:
    | { readonly transform: 'identity' | 'sigmoid' | 'softmax'; readonly backend: TrainingBackendName }
    | { readonly k: number };
  /** How examples become features, where they do. */
  readonly embedding?: Embedding | undefined;
  /** What comes in: rows as records, or images for an embedding of pictures. */
  readonly takes: 'rows' | 'pictures';
  /** Whether the preprocessing names the classes of the one output. */
  readonly hasLabels: boolean;
}

/**
 * The graph that answers with a trained model: rows (as records) or pictures in, the outputs of the network out, and the class
 * where there are classes. It lies in the folder of the model and reads nothing outside of it but a frozen network.
 */
export function servingGraph({ classifier, embedding, takes, hasLabels }: ServingFacts): string {
  const [input, tag] = takes === 'rows' ? ['row', 'ROW'] : ['picture', 'IMAGE'];
  const isNetwork = embedding?.model !== null && embedding !== undefined;
  const lines = [
    `# Written by Millrace: answers ${takes} with the model of this folder.`,
    `type: ${takes === 'rows' ? 'Serve' : 'ServePictures'}`,
    `input_stream: ${takes === 'rows' ? 'row' : 'IMAGE:picture'}`,
    ...(isNetwork
      ? ['# Where the frozen network lies, if it is not where it was.', 'input_side_packet: MODEL:model']
      : []),
    `output_stream: ${hasLabels ? '[answer, label]' : 'answer'}`,
    'node:',
    ...(embedding === undefined
      ? []
      : [
          takes === 'rows'
            ? `  # The features of an example, by the column ${JSON.stringify(embedding.column)} of the row.`
            : '  # The features of the middle of a picture.',
          '  - calculator: EmbedCalculator',
          `    input_stream: ${tag}:${input}`,
          ...(isNetwork ? ['    input_side_packet: MODEL:model'] : []),
          '    output_stream: ROW:features',
          '    options: {embedding_file: embedding.json}',
        ]),
    '  # The preprocessing that was fitted on the training rows.',
    '  - calculator: TableTransformCalculator',
    `    input_stream: ROW:${embedding === undefined ? 'row' : 'features'}`,
    '    output_stream: BATCH:batch',
    '    options: {fitted_file: preprocess.json}',
    ...('k' in classifier
      ? [
          '  # The shares of the classes among the nearest examples.',
          '  - calculator: KnnClassifierCalculator',
          '    input_stream: BATCH:batch',
          '    output_stream: OUTPUT:answer',
          `    options: {examples_file: examples.json, k: ${classifier.k}}`,
        ]
      : [
          '  - calculator: PredictCalculator',
          '    input_stream: BATCH:batch',
          '    output_stream: OUTPUT:answer',
          `    options: {model_file: model.json, transform: ${classifier.transform}, backend: ${classifier.backend}}`,
        ]),
    ...(hasLabels
      ? [
          '  - calculator: ClassLabelCalculator',
          '    input_stream: OUTPUT:answer',
          '    output_stream: LABEL:label',
          '    options: {labels_file: preprocess.json}',
        ]
      : []),
    '',
  ];
  return lines.join('\n');
}
