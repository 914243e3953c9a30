import type { TimestampPolicy } from '../timestamp-policy.ts';
import { type Entry, toList } from './canonical.ts';
import type { GraphConfig } from './graph-config.ts';
import type { IssueLog, Origin } from './issue-log.ts';
import { formatTagIndex, parseTagIndex } from './port-entry.ts';
import { didYouMean, listNames, sentences } from './suggestion.ts';

/** The timestamp policy of each graph input that declares one, by the name of its stream. */
export function resolveTimestampPolicies(
  config: GraphConfig,
  { source }: Origin,
  inputs: readonly Entry[],
  log: IssueLog,
): ReadonlyMap<string, TimestampPolicy> {
  const found = new Map<string, TimestampPolicy>();
  for (const [i, info] of toList(config.input_stream_info).entries()) {
    const report = (
      rule: 'unknown-tag-index' | 'duplicate-tag-index',
      message: string,
      hint: string | undefined,
    ): void => {
      const path = `input_stream_info[${i}].tag_index`;
      log.add({ rule, origin: { source, path }, where: 'graph', message, hint });
    };
    const place = parseTagIndex(info.tag_index);
    const input = inputs.find(one => one.tag === place?.tag && one.index === place.index);
    if (input === undefined) {
      const places = inputs.map(one => formatTagIndex(one.tag, one.index));
      report(
        'unknown-tag-index',
        `The graph has no input "${info.tag_index}".`,
        sentences(didYouMean(info.tag_index, places), listNames('Its inputs', places)),
      );
      continue;
    }
    if (found.has(input.name)) {
      report('duplicate-tag-index', `The input "${info.tag_index}" stands twice.`, 'Keep one entry.');
    }
    found.set(input.name, info.timestamp_policy);
  }
  return found;
}
