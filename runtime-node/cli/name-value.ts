import { UsageError } from './usage-error.ts';

/**
 * Splits the `NAME=VALUE` arguments of an option. The value may hold "=" and be empty.
 * @throws UsageError for one without a name or "=", and for a name given twice.
 */
export function nameValues(option: string, args: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const arg of args) {
    const at = arg.indexOf('=');
    if (at <= 0)
      throw new UsageError(
        `${option} ${JSON.stringify(arg)}: is not NAME=VALUE. Write, say, ${option} frames=clip.mp4`,
      );
    const name = arg.slice(0, at);
    if (values.has(name)) throw new UsageError(`${option} ${name}: is given twice. Give it once.`);
    values.set(name, arg.slice(at + 1));
  }
  return values;
}
