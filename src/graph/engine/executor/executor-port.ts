/** What is moved along with a message instead of being copied. */
export type Transfers = readonly object[];

/** One end of the channel between a pool and a worker. Messages arrive in the order they were sent. */
export interface ExecutorPort {
  /** Sends a message by structured clone. @throws an error when something in it cannot be cloned; nothing is sent then. */
  post(message: unknown, transfers: Transfers): void;
  /** Sets who gets the messages. Those that came before are kept for it. */
  receive(handler: (message: unknown) => void): void;
}

/** The pool's end: the worker as the pool sees it. */
export interface WorkerEnd extends ExecutorPort {
  /** Calls back once when the worker has ended or cannot be understood, with the reason. */
  ended(handler: (reason: Error) => void): void;
  /** Ends the worker at once. */
  terminate(): void;
  /** Whether the worker has something to do: it then keeps the process alive. Absent where that is no question. */
  hold?(busy: boolean): void;
}
