import { faultOf } from './media-fault.ts';
import { reportDecoderFaults } from './report-decoder-faults.ts';

let loading: Promise<string | undefined> | undefined;

/**
 * Registers the codecs of the optional package `@mediabunny/server` (FFmpeg's libraries, in this process) once.
 *
 * @returns why they are not there, or `undefined` when they are.
 */
export function loadMediabunnyServer(): Promise<string | undefined> {
  loading ??= load();
  return loading;
}

async function load(): Promise<string | undefined> {
  try {
    const { registerMediabunnyServer } = await import('@mediabunny/server');
    // Without this it looks for graphics cards and prints what it does not find.
    reportDecoderFaults(() => registerMediabunnyServer({ hardwareContext: null }));
    return undefined;
  } catch (error) {
    return faultOf(error);
  }
}
