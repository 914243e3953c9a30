/**
 * Seconds that this process has computed: unlike time by the clock, it does not grow when the machine has other work. A
 * training step is computed on one thread, so that on an idle machine the two are alike.
 */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
