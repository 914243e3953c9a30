import type { Calculator } from '../calculator.ts';
import { objectSchema } from '../options/option.ts';
import { type DraftNode, toList } from './canonical.ts';
import { joinPath, type PathSegment, splitPath } from './config-path.ts';
import { fitValue } from './fit-value.ts';
import type { IssueLog } from './issue-log.ts';
import { optionsValidator } from './options-validator.ts';
import { copyPlain, freezeRecord, type PlainRecord } from './plain-value.ts';

/** A node whose options are written as its calculator names them, not in another way that its file may write them in. */
export function withFittedOptions(node: DraftNode, calculator: Calculator): DraftNode {
  const format = node.origin.source?.format ?? 'yaml';
  return { ...node, options: fitValue(objectSchema(calculator.options), node.options, format) as PlainRecord };
}

/** A node's options checked against its calculator, with the defaults filled in, frozen. */
export function checkOptions(node: DraftNode, calculator: Calculator, log: IssueLog): PlainRecord {
  const { source } = node.origin;
  const filled = copyPlain(node.options);
  for (const fault of optionsValidator(calculator.options)(filled)) {
    const path = placeOfOption(node, splitPath(fault.path));
    log.add({
      rule: fault.rule === 'unknown-field' ? 'unknown-option' : fault.rule,
      origin: { source, path },
      ...(fault.rule === 'unknown-field' ? { part: 'key' } : {}),
      where: `node "${node.name}"`,
      message:
        fault.rule === 'unknown-field' && fault.path === fault.field
          ? `${calculator.name} has no option "${fault.field}".`
          : fault.message,
      hint: fault.hint,
    });
  }
  return freezeRecord(filled);
}

/** Where an option stands: among the options, or where `option_value` brings it from the graph. */
function placeOfOption({ config, origin }: DraftNode, segments: readonly PathSegment[]): string {
  const [name] = segments;
  const entries = toList(config.option_value);
  const isOwn = config.options !== undefined && Object.hasOwn(config.options, String(name));
  const brought = isOwn ? -1 : entries.findIndex(entry => entry.split(/[:/]/)[0] === name);
  if (brought >= 0) return joinPath(joinPath(origin.path, 'option_value'), brought);
  return segments.reduce<string>(joinPath, joinPath(origin.path, 'options'));
}
