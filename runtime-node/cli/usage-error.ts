/** The command line asks for something that cannot be. Its message has the form `where: fact. remedy.` */
export class UsageError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'UsageError';
  }
}
