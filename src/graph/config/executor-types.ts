import { type JsonSchema, objectSchema, option } from '../options/option.ts';

const threads = option.integer({
  description: 'Threads. 0 or unset: as many as the machine has cores, but no more than there are nodes',
  minimum: -1,
  maximum: 256,
});

/** MediaPipe's options of a thread pool. They change nothing here: such an executor is answered by the calling thread. */
const threadPool = objectSchema({
  num_threads: threads,
  stack_size: option.integer({ description: 'Bytes of a thread’s stack', minimum: 0 }),
  nice_priority_level: option.integer({ description: 'Priority among the threads of the system' }),
  require_processor_performance: option.choice(['NORMAL', 'LOW', 'HIGH'], { description: 'Which cores are wanted' }),
  thread_name_prefix: option.string({ description: 'The beginning of the names of its threads' }),
});

/** Options of a pool of workers. */
export const workerPoolOptions = {
  num_threads: threads,
  memory: option.choice(['transfer', 'shared'], {
    description:
      'How buffers travel: moved, or written once into shared memory, which pages have only when isolated (else they are moved)',
    default: 'transfer',
  }),
} as const;

/** The types of executors that a graph file may name, with the schemas of their options. */
export const executorTypes: Readonly<Record<string, JsonSchema>> = {
  WorkerPoolExecutor: objectSchema(workerPoolOptions),
  ThreadPoolExecutor: threadPool,
  ApplicationThreadExecutor: threadPool,
};
