import { defineCalculator, option, record, required, STOP } from '../../../graph/index.ts';
import { stopRequestService } from '../batches/stop-request.ts';

type Settings = Readonly<Record<string, unknown>>;

/** Makes the settings of a sweep. */
export const settingsGridCalculator = defineCalculator({
  name: 'SettingsGridCalculator',
  summary:
    'Sends a record of settings for each case together with each combination of the grid; the last name of the grid varies fastest. The timestamps count from 0.',
  example: `
calculator: SettingsGridCalculator
output_stream: SETTINGS:settings
options:
  cases: [{penalty: mmd, weight: 0}, {penalty: mmd, weight: 1.5}]
  grid: {seed: [1, 2, 3, 4]}
`,
  outputs: { SETTINGS: required(record, 'The settings') },
  options: {
    cases: option.list(option.json({ description: 'A record of settings that belong together' }), {
      description: 'Settings that belong together',
      default: [{}],
    }),
    grid: option.json({ description: 'A record of lists: every combination is tried', default: {} }),
  },
  services: { stop: stopRequestService },
  *check({ options }) {
    const { cases, grid } = options;
    const odd = cases.find(one => !record.is(one));
    if (odd !== undefined) yield `${JSON.stringify(odd)} is no case. Write records, {NAME: VALUE}.`;
    if (!record.is(grid) || Object.values(grid).some(values => !Array.isArray(values) || values.length === 0)) {
      yield 'The option grid is no record of lists. Write {NAME: [VALUE, VALUE]}.';
    }
    if (cases.length === 0) yield 'There are no cases. List one, {} for the grid alone.';
  },
  open({ options, services }) {
    const all = combinations(options.cases as readonly Settings[], options.grid as Readonly<Record<string, unknown[]>>);
    let next = 0;
    return {
      process({ outputs }) {
        const settings = all[next];
        if (settings === undefined || services.stop.isRequested) return STOP;
        outputs.SETTINGS.emit(settings, next);
        next += 1;
        return undefined;
      },
    };
  },
});

function combinations(
  cases: readonly Settings[],
  grid: Readonly<Record<string, readonly unknown[]>>,
): readonly Settings[] {
  return Object.entries(grid).reduce<readonly Settings[]>(
    (found, [name, values]) => found.flatMap(one => values.map(value => ({ ...one, [name]: value }))),
    cases,
  );
}
