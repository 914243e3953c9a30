/** One round of what is measured: items per second. */
export type Round = () => number | Promise<number>;

/** The best of several rounds of each, in turn: warm, and what the code can do when the machine lets it. */
export async function best<K extends string>(
  rounds: number,
  runs: Readonly<Record<K, Round>>,
): Promise<Record<K, number>> {
  const entries = Object.entries(runs) as [K, Round][];
  const result = Object.fromEntries(entries.map(([name]) => [name, 0])) as Record<K, number>;
  for (let i = 0; i < rounds; i += 1) {
    for (const [name, run] of entries) result[name] = Math.max(result[name], await run());
  }
  return result;
}
