/** This machine lacks something. Its message has the form `where: fact. remedy.` */
export class EnvironmentError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'EnvironmentError';
  }
}
