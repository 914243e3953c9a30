import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { EncodedPacketSink, FilePathSource, Input, MATROSKA } from 'mediabunny';
import { inputName } from './ffmpeg-frames.ts';
import type { FfmpegProgram } from './ffmpeg-program.ts';
import { readFrameTable, toMicroseconds } from './frame-table.ts';
import type { EncoderSettings, PacketEncoder, PacketSink } from './packet-encoder.ts';
import { quantizer } from './quantizer.ts';

/**
 * Encodes with an ffmpeg child process. A raw pipe carries no timestamps, so ffmpeg encodes frame after frame at the
 * expected rate into a file of its own beside the output; when it is done, packet k in order of time gets the time of
 * frame k, exactly, and goes to the sink.
 *
 * @param scratch - the file in between; removed at the end.
 */
export function ffmpegPacketEncoder(
  ffmpeg: FfmpegProgram,
  settings: EncoderSettings,
  scratch: string,
  sink: PacketSink,
): PacketEncoder {
  const { width, height } = settings;
  const child = spawn(
    ffmpeg.path,
    ['-nostdin', '-y', '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-video_size', `${width}x${height}`]
      .concat(['-framerate', String(settings.frameRate), '-i', 'pipe:0', '-an', ...ffmpeg.passthrough])
      .concat(codecArguments(settings), tagArguments(settings), ['-f', 'matroska', inputName(scratch)]),
    { stdio: ['pipe', 'ignore', 'pipe'] },
  );
  const complaint = text(child.stderr);
  let broken: Error | undefined;
  // A pipe that breaks is no news of its own: the exit code and the complaint say why.
  child.stdin.on('error', error => {
    broken ??= error;
  });
  const ended = new Promise<number>(resolve => {
    child.once('error', error => {
      broken ??= error;
      resolve(127);
    });
    child.once('close', code => resolve(code ?? 1));
  });
  const timestampsUs: number[] = [];
  const durationsUs: number[] = [];

  async function fault(): Promise<Error> {
    const code = await ended;
    const line = (await complaint).trim().split('\n')[0] ?? '';
    return new Error(`ffmpeg: ${line === '' ? (broken?.message ?? `it ended with code ${code}`) : line}`);
  }

  return {
    async encode(frame) {
      if (broken !== undefined || child.exitCode !== null) throw await fault();
      timestampsUs.push(frame.timestampUs);
      durationsUs.push(frame.durationUs);
      await new Promise<void>((resolve, reject) => {
        // The callback comes when the bytes are gone: the buffer may be reused, and ffmpeg has kept up.
        child.stdin.write(frame.data, error => {
          if (error instanceof Error) fault().then(reject, reject);
          else resolve();
        });
      });
    },
    async finish() {
      child.stdin.end();
      if ((await ended) !== 0) throw await fault();
      await retime(scratch, timestampsUs, durationsUs, sink);
      await rm(scratch, { force: true });
    },
    async abort() {
      child.kill('SIGKILL');
      await ended;
      await rm(scratch, { force: true });
    },
  };
}

async function retime(
  scratch: string,
  timestampsUs: readonly number[],
  durationsUs: readonly number[],
  sink: PacketSink,
): Promise<void> {
  const input = new Input({ source: new FilePathSource(scratch), formats: [MATROSKA] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (track === null) throw new Error('ffmpeg wrote no video');
    const table = await readFrameTable(track);
    if (table.timestampsUs.length !== timestampsUs.length) {
      throw new Error(`ffmpeg wrote ${table.timestampsUs.length} frames of ${timestampsUs.length}`);
    }
    const rank = new Map<number, number>();
    table.timestampsUs.forEach((timestamp, index) => rank.set(timestamp, index));
    let config = (await track.getDecoderConfig()) ?? undefined;
    for await (const packet of new EncodedPacketSink(track).packets()) {
      const index = rank.get(toMicroseconds(packet.timestamp)) ?? -1;
      const timestamp = timestampsUs[index];
      if (timestamp === undefined) throw new Error('ffmpeg wrote a frame that was not given');
      const exact = packet.clone({ timestamp: timestamp / 1e6, duration: (durationsUs[index] ?? 0) / 1e6 });
      await sink(exact, config);
      config = undefined;
    }
  } finally {
    input.dispose();
  }
}

function codecArguments({ codec, quality, bitrate, latency, frameRate }: EncoderSettings): string[] {
  const realtime = latency === 'realtime';
  const crf = String(quantizer(codec, quality));
  const rate = bitrate === undefined ? undefined : ['-b:v', String(bitrate)];
  const keys = ['-g', String(Math.max(1, Math.round(frameRate * 2)))];
  switch (codec) {
    case 'avc':
      return ['-c:v', 'libx264', ...(rate ?? ['-crf', crf]), ...keys].concat(
        realtime ? ['-preset', 'ultrafast', '-tune', 'zerolatency'] : ['-preset', 'medium'],
      );
    case 'vp9':
      return ['-c:v', 'libvpx-vp9', ...(rate ?? ['-crf', crf, '-b:v', '0']), ...keys].concat([
        '-deadline',
        'realtime',
        '-row-mt',
        '1',
        '-cpu-used',
        realtime ? '8' : '5',
      ]);
    case 'vp8':
      // Constant quality of VP8 is bounded by a rate, which must be high enough not to matter.
      return ['-c:v', 'libvpx', ...(rate ?? ['-crf', crf, '-b:v', '20M']), ...keys].concat([
        '-deadline',
        realtime ? 'realtime' : 'good',
        '-cpu-used',
        realtime ? '8' : '4',
        '-auto-alt-ref',
        '0',
      ]);
    case 'av1':
      return ['-c:v', 'libsvtav1', ...(rate ?? ['-crf', crf]), ...keys, '-preset', realtime ? '12' : '8'];
  }
}

function tagArguments({ colour }: EncoderSettings): string[] {
  const name = colour.matrix === 'bt709' ? 'bt709' : 'smpte170m';
  const range = colour.range === 'full' ? 'pc' : 'tv';
  return ['-colorspace', name, '-color_primaries', name, '-color_trc', name, '-color_range', range];
}
