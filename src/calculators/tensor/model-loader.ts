import { defineCalculator, integer, list, ModelError, oneOf, option, optional, text } from '../../graph/index.ts';
import { loadedModel } from './inference-engine.ts';
import { inferenceService } from './inference-service.ts';
import { modelFiles } from './model-files.ts';

const source = oneOf(text, modelFiles);

/**
 * Loads a model once, for the nodes that run it and for those that must know its sizes.
 *
 * The first of MODEL, FALLBACK_MODEL and `model_path` that is given is loaded. The model is freed when the run ends.
 */
export const modelLoaderCalculator = defineCalculator({
  name: 'ModelLoaderCalculator',
  summary: 'Loads a model as a side packet, and tells the size of its input.',
  example: `
calculator: ModelLoaderCalculator
input_side_packet: MODEL:model_path
output_side_packet: [MODEL:model, INPUT_SHAPE:model_input_shape]
options: {model_path: 'model:segmentation-full'}
`,
  sidePackets: {
    MODEL: optional(source, 'The model: a path or URL, or its files'),
    FALLBACK_MODEL: optional(source, 'The model when there is no MODEL'),
  },
  outputSidePackets: {
    MODEL: optional(loadedModel, 'The model, for InferenceCalculator'),
    INPUT_SHAPE: optional(list(integer), 'The shape of its first input, for ImageToTensorCalculator'),
  },
  options: {
    model_path: option.string({
      description: 'The model when no side packet is given: a path relative to the graph file, or model:NAME',
    }),
    engine: option.choice(['auto', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu', 'onnxruntime', 'litert'], {
      description:
        'What runs the model. auto: tfjs-webgpu for tfjs models on a GPU and tfjs-wasm elsewhere, onnxruntime for ONNX, litert for TFLite',
      default: 'auto',
    }),
    cpu_num_thread: option.integer({
      description: 'Threads of one run. For onnxruntime; tfjs-wasm and litert always have one',
      default: 1,
      minimum: 1,
      maximum: 64,
    }),
  },
  services: { inference: inferenceService },
  *check(view) {
    if (view.sidePackets('MODEL') + view.sidePackets('FALLBACK_MODEL') > 0) return;
    if (view.options.model_path === undefined) {
      yield 'There is no model. Connect the side packet MODEL or set the option model_path.';
    }
  },
  async open(ctx) {
    const { MODEL, FALLBACK_MODEL } = ctx.sidePackets;
    const { model_path, engine, cpu_num_thread: threads } = ctx.options;
    const given = MODEL ?? FALLBACK_MODEL ?? model_path;
    if (given === undefined) {
      throw new ModelError(
        'no model: no side packet was given and the option model_path is not set. Give one of them.',
      );
    }
    const model = await ctx.services.inference.load({
      model: given,
      engine,
      threads,
      log: (level, message) => {
        ctx.log(level, message);
      },
    });
    ctx.outputSidePackets.MODEL?.set(model);
    // A size that the model leaves open is told as 0: the batch and, in some models, height and width.
    ctx.outputSidePackets.INPUT_SHAPE?.set((model.inputs[0]?.shape ?? []).map(size => size ?? 0));
    return {
      process() {},
      close: () => model.dispose(),
    };
  },
});
