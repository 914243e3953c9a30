/** The four sides of a contract: the field of a node that connects each, and what one of its ports is called. */
export const contractSides = [
  { side: 'inputs', field: 'input_stream', noun: 'input' },
  { side: 'outputs', field: 'output_stream', noun: 'output' },
  { side: 'sidePackets', field: 'input_side_packet', noun: 'input side packet' },
  { side: 'outputSidePackets', field: 'output_side_packet', noun: 'output side packet' },
] as const;
