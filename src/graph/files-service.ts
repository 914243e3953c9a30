import { defineService, type Service } from './service.ts';

/** Files of any kind, as a platform reads them. */
export interface FilesService {
  /** The bytes of a file. @throws MillraceError when it cannot be read, or the graph may not read it. */
  readFile(path: string): Promise<Uint8Array>;
}

/** Reads files. The runtime must give it; there is no default. */
export const filesService: Service<FilesService> = defineService<FilesService>({
  key: 'files',
  description: 'Reads files of any kind',
});
