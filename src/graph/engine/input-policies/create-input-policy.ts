import { MillraceError } from '../../errors.ts';
import { BarrierPolicy } from './barrier-policy.ts';
import { DefaultPolicy } from './default-policy.ts';
import { EarlyClosePolicy } from './early-close-policy.ts';
import { FixedSizePolicy } from './fixed-size-policy.ts';
import { ImmediatePolicy } from './immediate-policy.ts';
import type { InputPolicy, InputPolicySpec } from './input-policy.ts';
import { MuxPolicy } from './mux-policy.ts';
import { SyncSetPolicy } from './sync-set-policy.ts';
import { TimestampAlignPolicy } from './timestamp-align-policy.ts';

const POLICIES: Readonly<Record<string, (spec: InputPolicySpec) => InputPolicy>> = {
  DefaultInputStreamHandler: spec => new DefaultPolicy(spec),
  ImmediateInputStreamHandler: spec => new ImmediatePolicy(spec),
  SyncSetInputStreamHandler: spec => new SyncSetPolicy(spec),
  FixedSizeInputStreamHandler: spec => new FixedSizePolicy(spec),
  EarlyCloseInputStreamHandler: spec => new EarlyClosePolicy(spec),
  BarrierInputStreamHandler: spec => new BarrierPolicy(spec),
  TimestampAlignInputStreamHandler: spec => new TimestampAlignPolicy(spec),
  MuxInputStreamHandler: spec => new MuxPolicy(spec),
};

/** The policy of a node by its name. @throws MillraceError: NOT_FOUND for an unknown name, INVALID_ARGUMENT for bad options. */
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
