import { MillraceError } from '../../errors.ts';
import { DefaultPolicy } from './default-policy.ts';
import { ImmediatePolicy } from './immediate-policy.ts';
import type { InputPolicy, InputPolicySpec } from './input-policy.ts';

const POLICIES: Readonly<Record<string, (spec: InputPolicySpec) => InputPolicy>> = {
  DefaultInputStreamHandler: spec => new DefaultPolicy(spec),
  ImmediateInputStreamHandler: spec => new ImmediatePolicy(spec),
};

/** The policy of a node by its name. @throws MillraceError (NOT_FOUND) for an unknown name. */
export function createInputPolicy(name: string, spec: InputPolicySpec): InputPolicy {
  const make = Object.hasOwn(POLICIES, name) ? POLICIES[name] : undefined;
  if (make === undefined) {
    throw new MillraceError(
      'NOT_FOUND',
      `node "${spec.node}": there is no input policy ${name}. The policies: ${Object.keys(POLICIES).join(', ')}.`,
    );
  }
  return make(spec);
}
