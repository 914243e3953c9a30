/** A file that `new` writes. */
export interface NewFile {
  readonly name: string;
  readonly text: string;
}

/** The spellings of one name: `Doubler` -> `doubler`, `Doubler`, `doubler`. */
export interface NewName {
  readonly kebab: string;
  readonly pascal: string;
  readonly camel: string;
}
