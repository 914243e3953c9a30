import { MkvOutputFormat, NullTarget, Output, Quality, VideoSample, VideoSampleSource } from 'mediabunny';
import { yuvLength } from '../../src/calculators/image/index.ts';
import { heapFrameBuffers } from './frame-buffers.ts';
import type { EncoderSettings, PacketEncoder, PacketSink } from './packet-encoder.ts';
import { PlanesResource } from './planes-resource.ts';
import { quantizer } from './quantizer.ts';

/**
 * Encodes with the codecs that are registered with mediabunny.
 *
 * mediabunny ties the clock of an MP4 track to the frame rate that it tells the codec, which would round the times of a
 * variable rate. So the codec runs into an output that goes nowhere, and its packets are taken from there.
 */
export async function mediabunnyPacketEncoder(settings: EncoderSettings, sink: PacketSink): Promise<PacketEncoder> {
  let sending = Promise.resolve();
  let fault: Error | undefined;
  const source = new VideoSampleSource({
    codec: settings.codec,
    quality: rateControl(settings),
    latencyMode: settings.latency,
    keyFrameInterval: 2,
    onEncodedPacket: (packet, meta) => {
      sending = sending.then(() => sink(packet, meta?.decoderConfig));
      // Looked at by the next `encode` or by `finish`.
      sending.catch((error: unknown) => {
        fault ??= error instanceof Error ? error : new Error(String(error));
      });
    },
  });
  const output = new Output({ format: new MkvOutputFormat({ appendOnly: true }), target: new NullTarget() });
  output.addVideoTrack(source, { frameRate: settings.frameRate });
  await output.start();
  const buffers = heapFrameBuffers();
  return {
    async encode(frame) {
      const buffer = buffers.allocBytes(yuvLength(frame.width, frame.height));
      buffer.data.set(frame.data);
      const sample = new VideoSample(new PlanesResource(frame, settings.colour, buffer), {
        timestamp: frame.timestampUs / 1e6,
        duration: frame.durationUs / 1e6,
      });
      try {
        await source.add(sample);
      } finally {
        sample.close();
      }
      if (fault === undefined) await sending;
      if (fault !== undefined) throw fault;
    },
    async finish() {
      await output.finalize();
      await sending;
    },
    async abort() {
      if (output.state === 'started') await output.cancel();
      await sending.catch(() => undefined);
    },
  };
}

function rateControl(settings: EncoderSettings): Quality {
  const { bitrate, codec, quality } = settings;
  if (bitrate !== undefined) return new Quality({ bitrate });
  // VP8 has no constant quality there; a rate chosen by size takes its place.
  if (codec === 'vp8') return new Quality({ quality, preferBitrate: true });
  const level = quantizer(codec, quality);
  // mediabunny counts AV1 on its finer index, 0..255.
  return new Quality({ quantizer: codec === 'av1' ? level * 4 : level });
}
