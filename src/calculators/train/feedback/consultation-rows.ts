import { defineCalculator, MillraceError, option, required } from '../../../graph/index.ts';
import { type MessageEvent, responseTimes } from '../kernels/metrics/response-time.ts';
import { readColumn, readNumbers } from '../tables/read-column.ts';
import { type Column, type Table, table } from '../tables/table.ts';

/** A message: when, by whom, and what. */
type Message = readonly [...MessageEvent, text: string];

/** Prepares consultations. */
export const consultationRowsCalculator = defineCalculator({
  name: 'ConsultationRowsCalculator',
  summary:
    'Reads what is to be judged out of consultations: text, what the doctor wrote, a line per message; response_first, response_median and response_p90, from the first unanswered message of the patient to the next of the doctor; unanswered; labels, the judgements of the aspects (NaN where there is none).',
  example: `
calculator: ConsultationRowsCalculator
input_side_packet: TABLE:consultations
output_side_packet: TABLE:rows
options: {aspects: [greeting, advice]}
`,
  sidePackets: {
    TABLE: required(
      table,
      'A row per consultation: consultation, doctor, messages (JSON: [[time, "doctor" or "patient", text], …]), and label_ASPECT where a senior doctor has judged (1 well, 0 not)',
    ),
  },
  outputSidePackets: { TABLE: required(table, 'The rows with the columns above, without the messages') },
  options: {
    aspects: option.list(option.string({ description: 'A name' }), { description: 'What is judged', required: true }),
  },
  open({ sidePackets, outputSidePackets, options, nodeName }) {
    const where = `node "${nodeName}"`;
    const given = sidePackets.TABLE;
    const column = readColumn(given, 'messages', where);
    const talks = Array.from({ length: given.rows }, (_, row) =>
      messagesOf(column.kind === 'text' ? (column.values[row] ?? '') : '', row, where),
    );
    const times = talks.map(talk => responseTimes(talk.map(([time, role]): MessageEvent => [time, role])));
    const numbers = (values: readonly number[]): Column => ({
      kind: 'number',
      data: Float64Array.from(values),
      shape: [],
    });
    const columns = new Map<string, Column>(given.columns);
    columns.delete('messages');
    columns.set('text', {
      kind: 'text',
      values: talks.map(talk => talk.flatMap(([, role, text]) => (role === 'doctor' ? [text] : [])).join('\n')),
    });
    columns.set('response_first', numbers(times.map(one => one.first)));
    columns.set('response_median', numbers(times.map(one => one.median)));
    columns.set('response_p90', numbers(times.map(one => one.p90)));
    columns.set('unanswered', numbers(times.map(one => (one.unanswered ? 1 : 0))));
    columns.set('labels', labelsOf(given, options.aspects, where));
    outputSidePackets.TABLE.set({ rows: given.rows, columns });
    return { process() {} };
  },
});

function messagesOf(json: string, row: number, where: string): readonly Message[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  if (Array.isArray(value) && value.every(isMessage)) return value;
  throw new MillraceError(
    'INVALID_ARGUMENT',
    `${where}: the messages of row ${row} cannot be read. Write [[time, "doctor" or "patient", text], …].`,
  );
}

function isMessage(value: unknown): value is Message {
  if (!Array.isArray(value) || value.length !== 3) return false;
  const [time, role, text] = value as readonly unknown[];
  return typeof time === 'number' && typeof role === 'string' && typeof text === 'string';
}

function labelsOf(given: Table, aspects: readonly string[], where: string): Column {
  const data = new Float64Array(given.rows * aspects.length).fill(Number.NaN);
  for (const [a, aspect] of aspects.entries()) {
    if (!given.columns.has(`label_${aspect}`)) continue;
    for (const [row, value] of readNumbers(given, `label_${aspect}`, where).data.entries()) {
      data[row * aspects.length + a] = value;
    }
  }
  return { kind: 'number', data, shape: [aspects.length] };
}
