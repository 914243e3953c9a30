import { MediaError } from '../../src/graph/index.ts';

/**
 * Asks for a camera or microphone and returns its track, which the caller stops.
 *
 * @throws MediaError that says why there is none: refused, absent, in use, no secure page.
 */
export async function openDevice(
  kind: 'camera' | 'microphone',
  constraints: MediaStreamConstraints,
  signal: AbortSignal,
): Promise<MediaStreamTrack> {
  const devices = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices;
  if (devices === undefined) {
    throw new MediaError(`${kind}: this page may not use it. Serve the page by https, or from localhost.`);
  }
  const stream = await devices.getUserMedia(constraints).catch((cause: unknown) => {
    const name = cause instanceof Error ? cause.name : '';
    const [fact, remedy] = REASONS[name] ?? [`it did not open (${String(cause)})`, 'Try again'];
    throw new MediaError(`${kind}: ${fact}. ${remedy}.`, 0, { cause });
  });
  const [track] = stream.getTracks();
  if (track === undefined) throw new MediaError(`${kind}: it gave no track. Try another one.`);
  if (signal.aborted) {
    track.stop();
    signal.throwIfAborted();
  }
  return track;
}

const REASONS: Readonly<Record<string, readonly [fact: string, remedy: string]>> = {
  NotAllowedError: ['the user or the browser has refused it', 'Allow it in the address bar and start again'],
  NotFoundError: ['there is none', 'Connect one and start again'],
  NotReadableError: ['another program uses it, or it is broken', 'Close the other program and start again'],
  OverconstrainedError: ['none fits the size or rate that was asked for', 'Ask for less'],
};
