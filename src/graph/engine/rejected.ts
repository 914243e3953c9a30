/** A promise that rejects, but is no unhandled rejection when nobody looks. */
export function rejected(error: Error): Promise<never> {
  const result = Promise.reject(error);
  result.catch(() => undefined);
  return result;
}
