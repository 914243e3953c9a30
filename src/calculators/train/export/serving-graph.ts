import type { TrainingBackendName } from '../backend/training-backend.ts';

/** What a serving graph needs to know. */
export interface ServingFacts {
  readonly transform: 'identity' | 'sigmoid' | 'softmax';
  readonly backend: TrainingBackendName;
}

/**
 * The graph that answers with a trained model: rows (as records) in, the outputs of the network out. It lies in the folder
 * of the model and reads nothing outside of it.
 */
export function servingGraph({ transform, backend }: ServingFacts): string {
  return `# Written by ModelExportCalculator: answers rows with the model of this folder.
type: Serve
input_stream: row
output_stream: answer
node:
  # The preprocessing that was fitted on the training rows.
  - calculator: TableTransformCalculator
    input_stream: ROW:row
    output_stream: BATCH:batch
    options: {fitted_file: preprocess.json}
  - calculator: PredictCalculator
    input_stream: BATCH:batch
    output_stream: OUTPUT:answer
    options: {model_file: model.json, transform: ${transform}, backend: ${backend}}
`;
}
