import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeMediaService } from '../../../runtime-node/media/node-media-service.ts';

/** Writes a clip of grey frames that grow brighter, with a second of sound. */
export async function writeClip(path: string, times: readonly number[], width = 64, height = 48): Promise<void> {
  const writer = await nodeMediaService().createVideo(path, { latency: 'realtime' });
  await writer.addAudioPcm({ sampleRate: 48_000, channels: 1, data: new Float32Array(48_000) });
  const data = new Uint8Array((width * height * 3) / 2).fill(128);
  for (const [index, timestampUs] of times.entries()) {
    data.fill(40 + (index % 12) * 12, 0, width * height);
    const durationUs = (times[index + 1] ?? timestampUs + 33_000) - timestampUs;
    await writer.write({ width, height, layout: 'i420', data, timestampUs, durationUs });
  }
  await writer.finalize();
}

/** Why no clip can be written on this machine; `undefined` where it can. */
export async function missingCodecs(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-probe-'));
  try {
    await writeClip(join(folder, 'probe.mp4'), [0, 33_000]);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}
