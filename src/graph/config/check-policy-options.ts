import type { InputPolicyName } from '../calculator.ts';
import type { Entry } from './canonical.ts';
import { toList } from './canonical.ts';
import { joinPath, splitPath } from './config-path.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { copyPlain, freezeRecord, isRecord, type PlainRecord } from './plain-value.ts';
import { formatTagIndex, parseTagIndex } from './port-entry.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';
import { createValidator, type Validator } from './validator.ts';

const places = { type: ['string', 'array'], items: { type: 'string' } };
const size = { type: 'integer', minimum: 1 };

/** The options of each input stream handler, as JSON Schema. */
export const policyOptions: Readonly<Record<InputPolicyName, Readonly<Record<string, object>>>> = {
  DefaultInputStreamHandler: { batch_size: size },
  ImmediateInputStreamHandler: {},
  SyncSetInputStreamHandler: {
    sync_set: {
      type: ['object', 'array'],
      ...{ properties: { tag_index: places }, additionalProperties: false },
      items: { type: 'object', properties: { tag_index: places }, additionalProperties: false },
    },
  },
  FixedSizeInputStreamHandler: {
    trigger_queue_size: size,
    target_queue_size: size,
    fixed_min_size: { type: 'boolean' },
  },
  EarlyCloseInputStreamHandler: {},
  BarrierInputStreamHandler: {},
  TimestampAlignInputStreamHandler: { timestamp_base_tag_index: { type: 'string' } },
  MuxInputStreamHandler: {},
};

const validators = new Map<InputPolicyName, Validator>();

/** Where a handler's options stand, and the node whose inputs they name. */
export interface PolicyUse {
  /** Of the record of options. */
  readonly origin: Origin;
  readonly where: string;
  readonly inputs: readonly Entry[];
}

/** The options of an input stream handler, checked, frozen. What the engine would refuse is reported here. */
export function checkPolicyOptions(
  name: InputPolicyName,
  given: unknown,
  { origin, where, inputs }: PolicyUse,
  log: IssueLog,
): PlainRecord {
  const options = copyPlain(isRecord(given) ? given : {}) as Record<string, unknown>;
  // The type name of the second spelling of options.
  Reflect.deleteProperty(options, '@type');
  const validate =
    validators.get(name) ??
    createValidator({ type: 'object', properties: policyOptions[name], additionalProperties: false }, 'option');
  validators.set(name, validate);
  const faults = validate(options);
  for (const { rule, path, field, message, hint } of faults) {
    const isUnknown = rule === 'unknown-field';
    log.add({
      rule: isUnknown ? 'unknown-option' : rule,
      origin: { source: origin.source, path: splitPath(path).reduce<string>(joinPath, origin.path) },
      ...(isUnknown ? { part: 'key' } : {}),
      where,
      message: isUnknown ? `${name} has no option "${field}".` : message,
      hint,
    });
  }
  if (faults.length === 0) checkPlaces(options, { origin, where, inputs }, log);
  return freezeRecord(options);
}

/** The inputs that options name must be there, each once. */
function checkPlaces(options: PlainRecord, { origin, where, inputs }: PolicyUse, log: IssueLog): void {
  const known = inputs.map(entry => formatTagIndex(entry.tag, entry.index));
  const taken = new Set<string>();
  const check = (text: unknown, path: string): void => {
    const place = parseTagIndex(String(text));
    const formatted = place === undefined ? undefined : formatTagIndex(place.tag, place.index);
    const at = { source: origin.source, path };
    if (formatted === undefined || !known.includes(formatted)) {
      log.add({
        rule: 'unknown-tag-index',
        origin: at,
        where,
        message: `The node has no input "${String(text)}".`,
        hint: sentences(didYouMean(String(text), known), listNames('Its inputs', known)),
      });
    } else if (taken.has(formatted)) {
      log.add({
        rule: 'duplicate-tag-index',
        origin: at,
        where,
        message: `The input "${String(text)}" stands in two sync sets.`,
        hint: 'An input belongs to one set.',
      });
    }
    if (formatted !== undefined) taken.add(formatted);
  };
  const base = options['timestamp_base_tag_index'];
  if (base !== undefined) check(base, joinPath(origin.path, 'timestamp_base_tag_index'));
  for (const [i, set] of toList(options['sync_set']).entries()) {
    const path = joinPath(joinPath(joinPath(origin.path, 'sync_set'), i), 'tag_index');
    for (const [k, place] of toList(isRecord(set) ? set['tag_index'] : undefined).entries()) {
      check(place, joinPath(path, k));
    }
  }
}
