import { MillraceError } from '../../errors.ts';
import type { InputPolicySpec } from './input-policy.ts';

/**
 * The place of an input that an option names as `TAG`, `TAG:index` or `:index`.
 *
 * @throws MillraceError (INVALID_ARGUMENT) when the node has no such input.
 */
export function inputPlace(spec: InputPolicySpec, option: string, tagIndex: unknown): number {
  const [tag = '', index = '0'] = String(tagIndex).split(':');
  const place = spec.ports.findIndex(port => port.tag === tag && port.index === Number(index));
  if (place >= 0) return place;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `node "${spec.node}": ${option} names the input "${String(tagIndex)}", which the node does not have. Its inputs: ${spec.ports.map(port => `${port.tag}:${port.index}`).join(', ')}.`,
  );
}
