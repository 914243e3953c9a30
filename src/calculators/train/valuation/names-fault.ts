/** What is wrong with the names of valuations, for the check of a calculator that compares some. */
export function* namesFault(names: readonly string[], connected: number): Generator<string> {
  if (names.length !== connected) {
    yield `${connected} valuations are connected, ${names.length} named. Name each by the option names.`;
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) yield `Two valuations are called "${twice}". Rename one.`;
}
