import {
  any,
  bytes,
  defineCalculator,
  filesService,
  MillraceError,
  option,
  repeated,
  text,
} from '../../graph/index.ts';

/** Reads whole files. MediaPipe: local_file_contents_calculator.cc. */
export const localFileContentsCalculator = defineCalculator({
  name: 'LocalFileContentsCalculator',
  summary: 'Sets a side packet to the contents of each file: its bytes, or with text_mode its text in UTF-8.',
  example: `
calculator: LocalFileContentsCalculator
input_side_packet: FILE_PATH:labels_path
output_side_packet: CONTENTS:labels
options: {text_mode: true}
`,
  sidePackets: { FILE_PATH: repeated(text, 'The files', { min: 1 }) },
  outputSidePackets: {
    CONTENTS: repeated(any, 'A Uint8Array, or with text_mode a string; in the order of the files', { min: 1 }),
  },
  portType: ({ side }, { options }) => (side === 'outputSidePackets' ? (options.text_mode ? text : bytes) : undefined),
  options: { text_mode: option.boolean({ description: 'Read as text in UTF-8', default: false }) },
  services: { files: filesService },
  *check({ sidePackets, outputSidePackets }) {
    const [paths, contents] = [sidePackets('FILE_PATH'), outputSidePackets('CONTENTS')];
    if (paths !== contents) yield `${paths} FILE_PATH and ${contents} CONTENTS are connected. Connect as many of each.`;
  },
  async open({ sidePackets, outputSidePackets, options, services, nodeName }) {
    for (const [i, path] of sidePackets.FILE_PATH.entries()) {
      const bytes = await services.files.readFile(path);
      outputSidePackets.CONTENTS[i]?.set(options.text_mode ? decode(bytes, path, nodeName) : bytes);
    }
    return { process() {} };
  },
});

function decode(bytes: Uint8Array, path: string, node: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MillraceError(
      'INVALID_ARGUMENT',
      `node "${node}", ${path}: is no text in UTF-8. Leave out text_mode to get its bytes.`,
    );
  }
}
