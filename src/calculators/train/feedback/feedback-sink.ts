import { defineCalculator, list, number, option, optional, record, required } from '../../../graph/index.ts';
import { readColumn } from '../tables/read-column.ts';
import { table } from '../tables/table.ts';
import { trainingFilesService } from '../training-files.ts';

/** Writes what doctors and seniors are to see. */
export const feedbackSinkCalculator = defineCalculator({
  name: 'FeedbackSinkCalculator',
  summary:
    'Writes the last round into a folder when the streams end: ranking.json, insights.json, ask.json (the consultations that a senior doctor should judge next, by their names) and metrics.json. Nothing else of a consultation is written.',
  example: `
calculator: FeedbackSinkCalculator
input_stream: [RANKING:ranking, INSIGHTS:insights, ROWS:asked, METRICS:metrics]
input_side_packet: TABLE:rows
options: {path: out/feedback}
`,
  inputs: {
    RANKING: required(list(record), 'As RankDoctorsCalculator gives it'),
    INSIGHTS: required(list(record), 'As InsightsCalculator gives them'),
    ROWS: optional(list(number), 'The rows that are asked'),
    METRICS: optional(record, 'The figures of the round'),
  },
  sidePackets: { TABLE: required(table, 'All rows, with the names of the consultations') },
  options: { path: option.string({ description: 'The folder; what is there is replaced', required: true }) },
  services: { files: trainingFilesService },
  open({ sidePackets, options, services, nodeName }) {
    const ids = readColumn(sidePackets.TABLE, 'consultation', `node "${nodeName}"`);
    const idOf = (row: number): string => String(ids.kind === 'text' ? ids.values[row] : ids.data[row]);
    let last: Readonly<Record<string, unknown>> | undefined;
    return {
      process({ inputs }) {
        last = {
          ranking: inputs.RANKING.value ?? [],
          insights: inputs.INSIGHTS.value ?? [],
          ask: (inputs.ROWS?.value ?? []).map(idOf),
          metrics: inputs.METRICS?.value ?? {},
        };
      },
      saveState: () => last,
      loadState(saved) {
        last = saved as Readonly<Record<string, unknown>>;
      },
      async close(ctx) {
        if (last === undefined || ctx.graphStatus === 'failed' || ctx.graphStatus === 'cancelled') return;
        const encoder = new TextEncoder();
        const files = Object.entries(last).map(([name, value]): [string, Uint8Array] => [
          `${name}.json`,
          encoder.encode(JSON.stringify(value, undefined, 1)),
        ]);
        await services.files.writeFolder(options.path, new Map(files));
        ctx.count('exports');
      },
    };
  },
});
