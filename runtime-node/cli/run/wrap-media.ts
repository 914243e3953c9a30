import { extname } from 'node:path';
import { type GraphConfig, type NodeConfig, type PacketType, toList } from '../../../src/graph/index.ts';
import { UsageError } from '../usage-error.ts';

/** A stream of the graph and the media file it is read from or written to. */
export interface MediaFile {
  readonly stream: string;
  /** As the user named it. */
  readonly file: string;
  /** Absolute. */
  readonly path: string;
}

/** A {@link MediaFile} with the node that reads or writes it. */
export interface MediaStream extends MediaFile {
  readonly node: string;
}

/** A graph that reads and writes its media files by itself. */
export interface MediaWiring {
  readonly config: GraphConfig;
  /** Values for the side packets that were added. */
  readonly sidePackets: Readonly<Record<string, unknown>>;
  readonly inputs: readonly MediaStream[];
  readonly outputs: readonly MediaStream[];
}

const VIDEO_IN = ['.mp4', '.m4v', '.mov', '.webm', '.mkv'];
const VIDEO_OUT = ['.mp4', '.mov', '.webm', '.mkv'];
const PICTURE = ['.jpg', '.jpeg', '.png', '.webp'];

/** Whether a stream is read from or written to its file as pictures: by its type, or by the file where any type will do. */
export function isPictures(type: PacketType | undefined, file: string): boolean {
  if (type === undefined || type.name === 'any') return [...VIDEO_IN, ...PICTURE].includes(extension(file));
  return type.name === 'image' || type.alternatives?.some(one => isPictures(one, '')) === true;
}

/**
 * Puts decoders in the place of a graph's image inputs and encoders behind its image outputs, by the extension of the
 * files. Every video that is written takes sound, colours and rotation of the first video that is read; a graph that
 * makes sound hands it over as its output side packet AUDIO. Paths are given as side packets: nothing in the graph itself names a file.
 *
 * @throws UsageError for a file whose extension is none of a video or picture.
 */
export function wrapMedia(
  config: GraphConfig,
  files: { readonly inputs: readonly MediaFile[]; readonly outputs: readonly MediaFile[]; readonly gpu?: boolean },
): MediaWiring {
  const sidePackets: Record<string, unknown> = {};
  const nodes: NodeConfig[] = [];
  const side = (tag: string, name: string, value: string): string => {
    sidePackets[name] = value;
    return `${tag}:${name}`;
  };
  const source = files.inputs.find(one => VIDEO_IN.includes(extension(one.file)));
  const inputs = files.inputs.map(one => {
    const video = isVideo('--input', one, VIDEO_IN);
    const node = `read_${one.stream}`;
    nodes.push({
      name: node,
      calculator: video ? 'VideoDecodeCalculator' : 'ImageDecodeCalculator',
      input_side_packet: [side('INPUT_FILE_PATH', `${node}_path`, one.path)],
      output_stream: [`${video ? 'VIDEO' : 'IMAGE'}:${files.gpu === true ? `${node}_decoded` : one.stream}`],
      ...(one === source ? { output_side_packet: [`MEDIA_SOURCE:${node}_source`] } : {}),
    });
    if (files.gpu === true) {
      nodes.push({
        name: `upload_${one.stream}`,
        calculator: 'ImageToGpuCalculator',
        input_stream: [`IMAGE:${node}_decoded`],
        output_stream: [`IMAGE:${one.stream}`],
      });
    }
    return { ...one, node };
  });
  const sound = toList(config.output_side_packet).find(spec => spec.startsWith('AUDIO:'));
  const outputs = files.outputs.map(one => {
    const video = isVideo('--output', one, VIDEO_OUT);
    const node = `write_${one.stream}`;
    const taken = video && source !== undefined ? [`MEDIA_SOURCE:read_${source.stream}_source`] : [];
    const heard = video && sound !== undefined ? [sound] : [];
    // A video holds pictures: masks are painted gray on the way, pictures pass as they are.
    const read = files.gpu === true ? `${node}_read` : one.stream;
    if (files.gpu === true) {
      nodes.push({
        name: `download_${one.stream}`,
        calculator: 'ImageFromGpuCalculator',
        input_stream: [`IMAGE:${one.stream}`],
        output_stream: [`IMAGE:${read}`],
      });
    }
    const pictures = video ? `${node}_pictures` : read;
    if (video) {
      nodes.push({
        name: `paint_${one.stream}`,
        calculator: 'MaskToImageCalculator',
        input_stream: [`MASK:${read}`],
        output_stream: [`IMAGE:${pictures}`],
      });
    }
    nodes.push({
      name: node,
      calculator: video ? 'VideoEncodeCalculator' : 'ImageEncodeCalculator',
      input_stream: [`${video ? 'VIDEO' : 'IMAGE'}:${pictures}`],
      input_side_packet: [side('OUTPUT_FILE_PATH', `${node}_path`, one.path), ...taken, ...heard],
    });
    return { ...one, node };
  });
  if (nodes.length === 0) return { config, sidePackets, inputs, outputs };
  const replaced = new Set(inputs.map(one => one.stream));
  return {
    config: {
      ...config,
      input_stream: toList(config.input_stream).filter(spec => !replaced.has(spec.slice(spec.lastIndexOf(':') + 1))),
      input_side_packet: [...toList(config.input_side_packet), ...Object.keys(sidePackets)],
      node: [...toList(config.node), ...nodes],
    },
    sidePackets,
    inputs,
    outputs,
  };
}

const extension = (file: string): string => extname(file).toLowerCase();

function isVideo(option: string, { stream, file }: MediaFile, videos: readonly string[]): boolean {
  if (videos.includes(extension(file))) return true;
  if (PICTURE.includes(extension(file))) return false;
  throw new UsageError(
    `${option} ${stream}: the stream carries pictures, and ${file} is no file of them. Give a video (${videos.join(' ')}) or a picture (${PICTURE.join(' ')}).`,
  );
}
