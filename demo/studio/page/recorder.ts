import { type Source, sinks, type WebGraph } from '../../../runtime-web/index.ts';

/** Records an output of a running graph, and hands the file to the user. */
export interface Recorder {
  readonly isOn: boolean;
  /** @param sound - what is heard beside the pictures, where there is something. */
  start(graph: WebGraph, output: string, sound: Source): Promise<void>;
  /** Ends the recording and downloads it. Without effect when it is off. */
  stop(): Promise<void>;
}

/** A recorder that is off. */
export function createRecorder(name: string): Recorder {
  let current: (() => Promise<void>) | undefined;
  return {
    get isOn() {
      return current !== undefined;
    },
    async start(graph, output, sound) {
      const file = sinks.videoFile({ container: 'webm', sound });
      const end = await graph.attach(output, file);
      current = async () => {
        await end();
        if (file.file !== undefined) file.download(name);
      };
    },
    async stop() {
      const end = current;
      current = undefined;
      await end?.();
    },
  };
}
