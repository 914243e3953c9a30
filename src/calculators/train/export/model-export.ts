import { defineCalculator, option, optional, record, required } from '../../../graph/index.ts';
import { trainingBackendNames } from '../backend/training-backend.ts';
import { embedding } from '../embedding/embedding.ts';
import type { ModelWeight, Topology, TrainedModel } from '../network/trained-model.ts';
import { trainedModel } from '../network/trained-model.ts';
import { type FittedTransform, fittedTransform } from '../tables/fitted-transform.ts';
import { trainingFilesService } from '../training-files.ts';
import { modelCard } from './model-card.ts';
import { onnxModel } from './onnx-model.ts';
import { servingFiles } from './serving-files.ts';
import { tfjsGraphFiles } from './tfjs-graph-files.ts';
import { tfjsModelFiles } from './tfjs-model-files.ts';

/** What is kept until the end. */
interface Held {
  readonly model: TrainedModel;
  readonly metrics: Readonly<Record<string, unknown>>;
  readonly release: () => void;
}

/** Writes a trained model with all that is needed to use it. */
export const modelExportCalculator = defineCalculator({
  name: 'ModelExportCalculator',
  summary:
    'Writes the last model into a folder when its stream ends: tfjs layers, tfjs graph and ONNX files, the fitted preprocessing, metadata, a model card, and serve.yaml, a graph that answers rows with it (beside it serve-pictures.yaml for an embedding of pictures). A reader finds the former folder or the new one, never a part.',
  example: `
calculator: ModelExportCalculator
input_stream: [MODEL:best_model, METRICS:metrics]
input_side_packet: FITTED:preprocess
options: {path: out/adult, name: adult, transform: sigmoid, formats: [tfjs_layers, onnx]}
`,
  inputs: {
    MODEL: required(trainedModel, 'Models; the last one is exported'),
    METRICS: optional(record, 'The figures of the model of the same time, for the card'),
  },
  sidePackets: {
    FITTED: optional(fittedTransform, 'The preprocessing that the model needs'),
    EMBEDDING: optional(embedding, 'The embedding that the rows go through first'),
  },
  options: {
    path: option.string({ description: 'The folder; what is there is replaced', required: true }),
    name: option.string({ description: 'The name of the model', default: 'model' }),
    description: option.string({ description: 'What the model is for, for the card' }),
    licence: option.string({ description: 'Of the weights, for the card' }),
    formats: option.list(option.choice(['tfjs_layers', 'tfjs_graph', 'onnx'], { description: 'A format' }), {
      description:
        'What is written: tfjs_layers as model.json, tfjs_graph as graph_model.json, onnx as model.onnx; serve.yaml needs tfjs_layers',
      default: ['tfjs_layers'],
    }),
    on: option.choice(['close', 'each'], {
      description: 'When: at the end, or for each model as well',
      default: 'close',
    }),
    transform: option.choice(['identity', 'sigmoid', 'softmax'], {
      description: 'What serve.yaml applies to the outputs: that of EvaluateCalculator',
      default: 'identity',
    }),
    backend: option.choice(trainingBackendNames, { description: 'What serve.yaml runs on', default: 'wasm' }),
  },
  services: { files: trainingFilesService },
  open({ options, services, sidePackets }) {
    let held: Held | undefined;
    const write = async ({ model, metrics }: Held): Promise<void> => {
      const fitted = sidePackets.FITTED ?? plainInputs(model);
      const labels = fitted.target?.classes ?? [];
      const used = sidePackets.EMBEDDING;
      const hasLabels = labels.length > 0 && model.topology.outputs.length === 1;
      const text = (value: string): Uint8Array => new TextEncoder().encode(value);
      const metadata = {
        name: options.name,
        labels,
        inputShape: model.topology.inputShape,
        outputs: model.topology.outputs,
        step: model.step,
        epoch: model.epoch,
        metrics,
      };
      const { description, licence, name, transform, backend } = options;
      await services.files.writeFolder(
        options.path,
        new Map([
          ...(options.formats.includes('tfjs_layers') ? tfjsModelFiles(model) : []),
          ...(options.formats.includes('tfjs_graph') ? tfjsGraphFiles(model) : []),
          ...(options.formats.includes('onnx') ? ([['model.onnx', onnxModel(model)]] as const) : []),
          ['preprocess.json', text(JSON.stringify(fitted))],
          ['metadata.json', text(JSON.stringify(metadata, undefined, 2))],
          ['MODEL_CARD.md', text(modelCard({ name, description, model, metrics, labels, licence }))],
          ...(options.formats.includes('tfjs_layers')
            ? servingFiles({ classifier: { transform, backend }, embedding: used, hasLabels })
            : []),
          ...(used === undefined ? [] : ([['embedding.json', text(JSON.stringify(used, undefined, 2))]] as const)),
        ]),
      );
    };
    return {
      async process(ctx) {
        const { inputs } = ctx;
        const { packet } = inputs.MODEL;
        if (packet.value === undefined) return;
        held?.release();
        packet.retain();
        held = { model: packet.value, metrics: inputs.METRICS?.value ?? {}, release: () => packet.release() };
        if (options.on === 'each') {
          await write(held);
          ctx.count('exports');
        }
      },
      saveState() {
        if (held === undefined) return undefined;
        const { topology, weights, step, epoch } = held.model;
        return {
          topology,
          step,
          epoch,
          metrics: held.metrics,
          weights: weights.map(one => ({ ...one, data: one.data.slice() })),
        };
      },
      loadState(saved) {
        const { metrics, ...model } = saved as SavedModel;
        held = { model, metrics, release: () => undefined };
      },
      async close(ctx) {
        const { graphStatus } = ctx;
        try {
          // A run that was cancelled or has failed leaves what is there alone.
          if (held !== undefined && (graphStatus === 'running' || graphStatus === 'done')) {
            await write(held);
            ctx.count('exports');
          }
        } finally {
          held?.release();
        }
      },
    };
  },
});

interface SavedModel {
  readonly topology: Topology;
  readonly weights: readonly ModelWeight[];
  readonly step: number;
  readonly epoch: number;
  readonly metrics: Readonly<Record<string, unknown>>;
}

/** The preprocessing of a model that has none: a row brings x itself. */
function plainInputs(model: TrainedModel): FittedTransform {
  const width = model.topology.inputShape.reduce((product, size) => product * size, 1);
  return {
    kind: 'millrace-preprocess',
    version: 1,
    features: [{ as: 'identity', column: 'x', fill: 0, width }],
    target: null,
  };
}
