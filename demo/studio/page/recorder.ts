/** Records what a canvas shows, and hands the file to the user. */
export interface Recorder {
  readonly isOn: boolean;
  start(canvas: HTMLCanvasElement): void;
  /** Ends the recording and downloads it. */
  stop(): void;
}

/** A recorder that is off. */
export function createRecorder(name: string): Recorder {
  let current: MediaRecorder | undefined;
  return {
    get isOn() {
      return current !== undefined;
    },
    start(canvas) {
      const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm', videoBitsPerSecond: 6e6 });
      const parts: Blob[] = [];
      recorder.addEventListener('dataavailable', event => parts.push(event.data));
      recorder.addEventListener('stop', () => download(new Blob(parts, { type: 'video/webm' }), name));
      recorder.start();
      current = recorder;
    },
    stop() {
      current?.stop();
      current = undefined;
    },
  };
}

/** Hands a file to the user. */
export function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
