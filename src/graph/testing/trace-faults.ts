import type { ChromeTrace, ChromeTraceEvent } from '../engine/chrome-trace.ts';

/**
 * Where a trace breaks the rules of the Chrome trace format, one line each: sorted times, a name for every process and
 * thread, spans that nest on their thread, arrows with two ends, the second not before the first.
 */
export function traceFaults({ traceEvents }: ChromeTrace): readonly string[] {
  const faults: string[] = [];
  const named = new Set<string>();
  const used = new Map<string, string>();
  const open = new Map<string, { readonly name: string; readonly end: number }[]>();
  const arrows = new Map<number, ChromeTraceEvent>();
  let last = Number.NEGATIVE_INFINITY;
  for (const event of traceEvents) {
    const { ph, name, ts, pid, tid, args } = event;
    const thread = `${pid}/${tid}`;
    if (![ts, pid, tid].every(Number.isFinite)) faults.push(`${name}: ts, pid or tid is no number`);
    if (ph === 'M') {
      if (name === 'process_name') named.add(`${pid}`);
      if (name === 'thread_name') named.add(thread);
      if (name.endsWith('_name') && typeof args?.['name'] !== 'string') faults.push(`${name} ${thread}: no name`);
      continue;
    }
    if (ts < last) faults.push(`${name} at ${ts} comes after ${last}`);
    last = ts;
    used.set(`${pid}`, name);
    if (ph !== 'C') used.set(thread, name);
    if (ph === 'X') faults.push(...nestingFaults(event, thread, open));
    if (ph === 'i' && event.s === undefined) faults.push(`${name} at ${ts}: a moment without scope`);
    if (ph === 'C' && typeof args?.['packets'] !== 'number') faults.push(`${name} at ${ts}: a counter without number`);
    if (ph === 's' || ph === 'f') {
      const begun = arrows.get(event.id ?? -1);
      if (event.id === undefined || (ph === 's') !== (begun === undefined))
        faults.push(`${name} at ${ts}: a loose arrow`);
      if (begun !== undefined && (begun.name !== name || begun.ts > ts)) faults.push(`${name} at ${ts}: goes back`);
      if (ph === 's') arrows.set(event.id ?? -1, event);
      else arrows.delete(event.id ?? -1);
    }
  }
  for (const [track, name] of used) if (!named.has(track)) faults.push(`${name}: track ${track} has no name`);
  for (const { name, ts } of arrows.values()) faults.push(`${name} at ${ts}: an arrow that never ends`);
  return faults;
}

function nestingFaults(
  { name, ts, dur = -1 }: ChromeTraceEvent,
  thread: string,
  open: Map<string, { readonly name: string; readonly end: number }[]>,
): readonly string[] {
  if (!(dur >= 0)) return [`${name} at ${ts}: a span of ${dur}`];
  const stack = open.get(thread) ?? [];
  const around = stack.filter(span => span.end > ts);
  const outer = around.find(span => span.end < ts + dur);
  open.set(thread, [...around, { name, end: ts + dur }]);
  return outer !== undefined ? [`${name} at ${ts} ends after ${outer.name} around it`] : [];
}
