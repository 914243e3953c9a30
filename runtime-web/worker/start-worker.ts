/**
 * Starts the worker that the package brings. The address and the constructor stand in one expression, since that is the
 * form in which bundlers find workers.
 */
export function startWorker(): Worker {
  return new Worker(new URL('../../web/millrace-worker.js', import.meta.url), { type: 'module', name: 'millrace' });
}
