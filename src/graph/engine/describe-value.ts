/** A value's kind, for messages. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value === 'object') {
    const name: unknown = Reflect.get(value, 'constructor') instanceof Function ? value.constructor.name : '';
    return typeof name === 'string' && name !== '' ? name : 'an object';
  }
  return `a ${typeof value}`;
}
