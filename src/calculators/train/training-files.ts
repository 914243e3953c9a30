import { defineService, type Service } from '../../graph/index.ts';

/** Files of a folder by name; a name may lead into a sub-folder with `/`. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>;

/** The files of a training run, as a platform keeps them. Paths as a graph writes them. */
export interface TrainingFiles {
  /** The bytes of a file. @throws MillraceError when it cannot be read. */
  readFile(path: string): Promise<Uint8Array>;
  /** A picture scaled to cover `width` x `height`, its middle cut out; red, green, blue bytes. @throws MillraceError */
  readPicture(path: string, width: number, height: number): Promise<Uint8Array>;
  /** The names in a folder, those of folders with a final `/`, sorted; none when it does not exist. */
  list(path: string): Promise<readonly string[]>;
  /**
   * Writes a whole folder at once: a reader, or a run that starts after a crash at any moment, finds the former folder or
   * the new one, never a part. What was there is replaced.
   */
  writeFolder(path: string, files: FolderFiles): Promise<void>;
  /** Removes a folder that {@link TrainingFiles.writeFolder} wrote; nothing if there is none. */
  removeFolder(path: string): Promise<void>;
  /** Opens a file for lines that are appended; what stands beyond its first `keep` bytes is cut off. */
  openLines(path: string, keep: number): Promise<LineFile>;
}

/** A file that grows. */
export interface LineFile {
  /** Its length in bytes. */
  readonly length: number;
  /** Appends text. Resolves when the operating system has it. */
  append(text: string): Promise<void>;
  /** Makes what was appended outlast a crash of the machine. */
  flush(): Promise<void>;
  /** Ends the writing. */
  close(): Promise<void>;
}

/** Reads and writes the files of training graphs. The runtime gives it. */
export const trainingFilesService: Service<TrainingFiles> = defineService<TrainingFiles>({
  key: 'training_files',
  description: 'Reads data and writes checkpoints, logs and trained models',
});
