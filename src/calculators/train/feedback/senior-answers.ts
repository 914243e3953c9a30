import { defineCalculator, list, number, optional, record, required } from '../../../graph/index.ts';
import { table } from '../tables/table.ts';
import { labelledRows } from './labelled-rows.ts';
import type { Suggestion } from './suggestion.ts';
import { trueGap } from './true-gap.ts';

/** Answers for the senior doctors. */
export const seniorAnswersCalculator = defineCalculator({
  name: 'SeniorAnswersCalculator',
  summary:
    'Answers in place of senior doctors with what they have said already: of the rows that are asked those that have been judged, and, where the doctors are known (TRUTH), which suggestions they would reject: those for an aspect that is no weakness.',
  example: `
calculator: SeniorAnswersCalculator
input_stream: [ROWS:asked, INSIGHTS:insights]
input_side_packet: [TABLE:rows, TRUTH:doctors]
output_stream: SENIOR:senior
`,
  inputs: {
    ROWS: required(list(number), 'The rows that are asked'),
    INSIGHTS: optional(list(record), 'The suggestions that are to be judged'),
  },
  outputs: { SENIOR: required(record, '{rows, rejected: [{doctor, aspect}], stop: false}: what the next round hears') },
  sidePackets: {
    TABLE: required(table, 'All rows, with labels'),
    TRUTH: optional(table, 'A row per doctor: how often each aspect is done well'),
  },
  open({ sidePackets, nodeName }) {
    const where = `node "${nodeName}"`;
    const judged = new Set(labelledRows(sidePackets.TABLE, where));
    const { TRUTH: truth } = sidePackets;
    return {
      process({ inputs, outputs }) {
        const asked = inputs.ROWS.value;
        if (asked === undefined) return;
        const suggestions = (inputs.INSIGHTS?.value ?? []) as unknown as readonly Suggestion[];
        const rejected =
          truth === undefined ? [] : suggestions.filter(one => trueGap(truth, one.doctor, one.aspect, where) <= 0);
        outputs.SENIOR.emit({
          rows: asked.filter(row => judged.has(row)),
          rejected: rejected.map(({ doctor, aspect }) => ({ doctor, aspect })),
          stop: false,
        });
      },
    };
  },
});
