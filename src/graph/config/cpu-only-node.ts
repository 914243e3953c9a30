import { isCompatible, type PacketType } from '../packet-type.ts';
import { gpuImage } from '../packet-types/gpu-image.ts';
import { gpuTensors } from '../packet-types/gpu-tensor.ts';
import { image } from '../packet-types/image.ts';
import { tensors } from '../packet-types/tensor.ts';
import { portOf } from '../port.ts';
import type { GraphPlan, PlanNode } from './graph-plan.ts';

/**
 * Why pictures of a graph cannot stay on a GPU: a node that takes pictures or tensors in CPU memory only, or runs on another
 * thread, where memory of a GPU cannot go. Read from the contracts, so a calculator says by its ports what it can.
 *
 * @returns the first such node and its reason, for people; `undefined` when all nodes work on a GPU's memory or pass it on.
 */
export function cpuOnlyNode(plan: GraphPlan): string | undefined {
  for (const node of plan.nodes) {
    // As declared: what passes anything on, by whatever tag, has taken the type of the other side.
    const types = node.inputs.map(({ tag, type }) => portOf(node.calculator.inputs, tag)?.type ?? type);
    const one = types.find(type => lacks(type, image, gpuImage) || lacks(type, tensors, gpuTensors));
    if (one !== undefined) return `${named(node)} takes ${one.name} in CPU memory only`;
    const moved = node.executor !== '' && node.inputs.some(({ type }) => takes(type, gpuImage));
    if (moved) return `${named(node)} runs on the executor "${node.executor}"`;
  }
  return undefined;
}

function lacks(type: PacketType, cpu: PacketType, gpu: PacketType): boolean {
  return takes(type, cpu) && !takes(type, gpu);
}

function takes(type: PacketType, value: PacketType): boolean {
  return isCompatible(value, type);
}

function named(node: PlanNode): string {
  return `node "${node.name}" (${node.calculator.name})`;
}
