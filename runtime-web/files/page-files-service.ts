import { type FilesService, MediaError, MillraceError } from '../../src/graph/index.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { type AddressRules, pageAddress } from './page-address.ts';

/** From where a page reads files. */
export interface PageFilesOptions extends AddressRules {
  readonly signal?: AbortSignal | undefined;
}

/** Files that a page fetches: those of the graph file's folder, and addresses that the page gives as side packets. */
export function pageFilesService(options: PageFilesOptions): FilesService {
  return {
    async readFile(path) {
      const address = pageAddress(options, path);
      if (address === undefined) {
        throw new MillraceError(
          'PERMISSION_DENIED',
          `${path}: lies outside the graph file's folder. Move it there, or give its address as a side packet.`,
        );
      }
      return await fetchBytes(address, {
        name: path,
        signal: options.signal,
        error: (fact, cause) => new MediaError(`${path}: ${fact}. Check that ${address.href} is served.`, 0, { cause }),
      });
    },
  };
}
