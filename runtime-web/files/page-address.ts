/** What decides which addresses a graph in a page may read. */
export interface AddressRules {
  /** Locations that the page itself has named; a graph file may not open other connections. */
  readonly trusted: ReadonlySet<string>;
  /** The graph file's address: what stands in its folder may be read. */
  readonly base?: URL | undefined;
}

/**
 * The address of a file that a graph reads: one that the page has named, relative ones from the page on, or one below the
 * folder of the graph file. `undefined` for any other, and for what is no address.
 *
 * @param written - the location without what is no part of the address.
 */
export function pageAddress(
  { trusted, base }: AddressRules,
  location: string,
  written: string = location,
): URL | undefined {
  if (trusted.has(location)) return parse(written, globalThis.location.href);
  if (base === undefined) return undefined;
  const address = parse(written, base);
  const folder = new URL('.', base);
  return address?.origin === folder.origin && address.pathname.startsWith(folder.pathname) ? address : undefined;
}

function parse(written: string, base: string | URL): URL | undefined {
  try {
    return new URL(written, base);
  } catch {
    return undefined;
  }
}
