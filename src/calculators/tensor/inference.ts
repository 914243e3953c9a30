import {
  anyTensors,
  defineCalculator,
  type GpuTensor,
  ModelError,
  oneOf,
  option,
  optional,
  repeated,
  type Tensor,
  tensor,
  text,
} from '../../graph/index.ts';
import { checkTensors } from './check-tensors.ts';
import { type LoadedModel, loadedModel, type TensorInfo } from './inference-engine.ts';
import { inferenceService } from './inference-service.ts';
import { modelFiles } from './model-files.ts';

const indices = (side: string) =>
  option.object(
    {
      model_tensor_indices: option.list(option.integer({ description: 'An index', required: true, minimum: 0 }), {
        description: `For each ${side} of the node, in order, the index of the model's tensor`,
        required: true,
      }),
    },
    { description: `Which ${side} of the node is which of the model, by index. Default: the model's order` },
  );

const names = (side: string) =>
  option.object(
    {
      tensor_names: option.list(option.string({ description: 'A name', required: true }), {
        description: `For each ${side} of the node, in order, the name of the model's tensor`,
        required: true,
      }),
    },
    { description: `Which ${side} of the node is which of the model, by name` },
  );

/**
 * Runs a neural network.
 *
 * Tensors come and go as one list (TENSORS) or one by one (TENSOR, TENSOR:1 …); at a timestamp where an input is missing
 * nothing is sent. Tensors must fit the model exactly: nothing is resized or converted here. Outputs are fresh arrays.
 *
 * The model is loaded and warmed up in `open`, so the first packet is no slower than the others. It comes from the MODEL
 * side packet (a path or URL, model files, or a loaded model, which is shared and not disposed), else from `model_path`.
 */
export const inferenceCalculator = defineCalculator({
  name: 'InferenceCalculator',
  summary: 'Runs a neural network on tensors, on an engine chosen by the model’s format or by name.',
  example: `
calculator: InferenceCalculator
input_stream: TENSORS:image_tensor
input_side_packet: MODEL:model
output_stream: TENSORS:logits
options: {engine: auto}
`,
  inputs: {
    TENSORS: optional(anyTensors, 'The model’s inputs as one list'),
    TENSOR: repeated(tensor, 'The model’s inputs one by one, in place of TENSORS'),
  },
  outputs: {
    TENSORS: optional(anyTensors, 'The model’s outputs as one list'),
    TENSOR: repeated(tensor, 'The model’s outputs one by one, in place of TENSORS'),
  },
  sidePackets: {
    MODEL: optional(oneOf(text, modelFiles, loadedModel), 'The model: a path or URL, its files, or loaded'),
  },
  options: {
    model_path: option.string({
      description: 'The model when there is no MODEL side packet: a path relative to the graph file, or model:NAME',
    }),
    engine: option.choice(['auto', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu', 'onnxruntime', 'litert'], {
      description:
        'What runs the model. auto: tfjs-webgpu for tfjs models on a GPU and tfjs-wasm elsewhere, onnxruntime for ONNX, litert for TFLite. tfjs-cpu is a slow reference',
      default: 'auto',
    }),
    cpu_num_thread: option.integer({
      description: 'Threads of one run. For onnxruntime; tfjs-wasm and litert always have one',
      default: 1,
      minimum: 1,
      maximum: 64,
    }),
    warm_up: option.integer({
      description: 'Runs on zeros before the first packet, for models whose input sizes are fixed (the batch may vary)',
      default: 1,
      minimum: 0,
      maximum: 100,
    }),
    input_output_config: option.object(
      {
        input_tensor_indices_map: indices('input'),
        input_tensor_names_map: names('input'),
        output_tensor_indices_map: indices('output'),
        output_tensor_names_map: names('output'),
      },
      { description: 'The order of tensors where it differs from the model’s' },
    ),
  },
  services: { inference: inferenceService },
  *check(view) {
    for (const side of ['inputs', 'outputs'] as const) {
      const one = view[side]('TENSORS') > 0;
      const many = view[side]('TENSOR') > 0;
      if (one === many) {
        yield `${side} TENSORS and TENSOR are ${one ? 'both' : 'neither'} connected. Connect exactly one of them.`;
      }
    }
    if (view.sidePackets('MODEL') === 0 && view.options.model_path === undefined) {
      yield 'There is no model. Connect the side packet MODEL or set the option model_path.';
    }
    const config = view.options.input_output_config;
    for (const side of ['input', 'output'] as const) {
      if (config?.[`${side}_tensor_indices_map`] !== undefined && config[`${side}_tensor_names_map`] !== undefined) {
        yield `input_output_config has both ${side}_tensor_indices_map and ${side}_tensor_names_map. Keep one of them.`;
      }
    }
  },
  async open(opened) {
    const { MODEL } = opened.sidePackets;
    const { model_path, engine, cpu_num_thread: threads, warm_up, input_output_config: config } = opened.options;
    const source = MODEL ?? model_path;
    if (source === undefined)
      throw new ModelError(
        'no model: the side packet MODEL was not given and the option model_path is not set. Give one of them.',
      );
    const given = typeof source === 'object' && 'run' in source;
    const model = given
      ? source
      : await opened.services.inference.load({
          model: source,
          engine,
          threads,
          log: (level, message) => opened.log(level, message),
        });
    const dispose = () => (given ? undefined : model.dispose());
    let inputOrder: readonly number[];
    let outputOrder: readonly number[];
    try {
      const inputMap =
        config?.input_tensor_names_map?.tensor_names ?? config?.input_tensor_indices_map?.model_tensor_indices;
      const outputMap =
        config?.output_tensor_names_map?.tensor_names ?? config?.output_tensor_indices_map?.model_tensor_indices;
      inputOrder = resolveOrder(model, 'input', model.inputs, inputMap);
      outputOrder = resolveOrder(model, 'output', model.outputs, outputMap);
      const ports = opened.outputs.TENSOR.length;
      if (ports > outputOrder.length) {
        throw new ModelError(
          `model ${model.name}: has ${outputOrder.length} outputs, the node connects ${ports}. Remove the others.`,
        );
      }
      await warmUp(model, warm_up, message => opened.log('debug', message));
    } catch (error) {
      await dispose();
      throw error;
    }

    const arranged: Tensor[] = new Array<Tensor>(inputOrder.length);
    const arrange = (list: readonly Tensor[]): readonly Tensor[] => {
      if (list.length !== inputOrder.length) checkTensors(model, list);
      inputOrder.forEach((to, from) => {
        const one = list[from];
        if (one !== undefined) arranged[to] = one;
      });
      checkTensors(model, arranged);
      return arranged;
    };

    return {
      process(ctx) {
        const list = ctx.inputs.TENSORS?.value ?? single(ctx.inputs.TENSOR);
        if (list === undefined) return undefined;
        if (areOnGpu(list)) {
          return runOnGpu(
            model,
            list,
            inputOrder,
            call => ctx.count(call),
            outputs => {
              const ordered = outputOrder.map(index => outputs[index]).filter(one => one !== undefined);
              // All of one kind: an engine computes in one place.
              ctx.outputs.TENSORS?.emit(ordered as readonly GpuTensor[]);
            },
          );
        }
        const send = (outputs: readonly Tensor[]): void => {
          const ordered = outputOrder.map(index => outputs[index]).filter(one => one !== undefined);
          ctx.outputs.TENSORS?.emit(ordered);
          ctx.outputs.TENSOR.forEach((port, index) => {
            const one = ordered[index];
            if (one !== undefined) port.emit(one);
          });
        };
        const result = model.run(arrange(list));
        // Engines that compute on this thread keep the fast path: no promise is made.
        if (result instanceof Promise) return result.then(send);
        send(result);
        return undefined;
      },
      close: dispose,
    };
  },
});

function areOnGpu(list: readonly Tensor[] | readonly GpuTensor[]): list is readonly GpuTensor[] {
  return list.length > 0 && list.every(one => 'kind' in one);
}

/** Runs a model on tensors that lie on a GPU. A frame that is lost with its device is counted and not sent. */
async function runOnGpu(
  model: LoadedModel,
  list: readonly GpuTensor[],
  inputOrder: readonly number[],
  count: (name: string) => void,
  send: (outputs: readonly GpuTensor[] | readonly Tensor[]) => void,
): Promise<void> {
  if (list.length !== inputOrder.length) checkTensors(model, list);
  const arranged: GpuTensor[] = [];
  inputOrder.forEach((to, from) => {
    const one = list[from];
    if (one !== undefined) arranged[to] = one;
  });
  checkTensors(model, arranged);
  const isLost = () => list.some(one => one.memory.lost);
  let outputs: readonly GpuTensor[] | readonly Tensor[];
  try {
    if (isLost()) outputs = [];
    else if (model.runOnGpu !== undefined) outputs = await model.runOnGpu(arranged);
    // An engine of the CPU: the tensors go there, which counts as a copy, and so will the masks on their way back.
    else outputs = await model.run(await Promise.all(arranged.map(one => one.read())));
  } catch (error) {
    // What a device says that is going is no fault of the model.
    if (!isLost()) throw error;
    outputs = [];
  }
  if (!isLost()) {
    send(outputs);
    return;
  }
  for (const one of outputs) one.release?.();
  count('lost_with_the_gpu');
}

/** The values of single-tensor inputs; `undefined` when one is missing. */
function single(ports: readonly { readonly value: Tensor | undefined }[]): readonly Tensor[] | undefined {
  const values = ports.map(port => port.value).filter(value => value !== undefined);
  return values.length === ports.length && values.length > 0 ? values : undefined;
}

/** For each tensor of the node its place in the model. Inputs must be a permutation; outputs may be a selection. */
function resolveOrder(
  model: LoadedModel,
  side: 'input' | 'output',
  infos: readonly TensorInfo[],
  map: readonly (string | number)[] | undefined,
): readonly number[] {
  if (map === undefined) return infos.map((_, index) => index);
  const order = map.map(one => {
    const index = typeof one === 'number' ? one : infos.findIndex(info => info.name === one);
    if (infos[index] !== undefined) return index;
    throw new ModelError(
      `model ${model.name}: has no ${side} ${JSON.stringify(one)}. Its ${side}s: ${infos.map((info, i) => `${i} "${info.name}"`).join(', ')}.`,
    );
  });
  if (new Set(order).size !== order.length || (side === 'input' && order.length !== infos.length)) {
    throw new ModelError(
      `model ${model.name}: input_output_config names ${order.length} ${side}s for its ${infos.length}, each must be named once. Its ${side}s: ${infos.map(info => `"${info.name}"`).join(', ')}.`,
    );
  }
  return order;
}

/** Runs on zeros, so that memory is grown and kernels are compiled before the first packet. */
async function warmUp(model: LoadedModel, runs: number, log: (message: string) => void): Promise<void> {
  if (runs === 0) return;
  const zeros: Tensor[] = [];
  for (const info of model.inputs) {
    // An unknown batch size is 1; other unknown sizes cannot be guessed.
    const shape = info.shape.map((size, axis) => size ?? (axis === 0 ? 1 : 0));
    const length = shape.reduce((product, size) => product * size, 1);
    if (length === 0) {
      log(`model ${model.name}: no warm-up, the size of its input "${info.name}" is not fixed`);
      return;
    }
    const data =
      info.dtype === 'float32'
        ? new Float32Array(length)
        : info.dtype === 'int32'
          ? new Int32Array(length)
          : new Uint8Array(length);
    zeros.push({ shape, dtype: info.dtype, data });
  }
  if (model.warmUp !== undefined) {
    await model.warmUp(zeros);
    return;
  }
  for (let run = model.runsSoFar ?? 0; run < runs; run++) await model.run(zeros);
}
