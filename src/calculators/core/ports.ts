/** Gives each output the header of the input at its place. */
export function passHeaders(
  inputs: readonly { readonly header: unknown }[],
  outputs: readonly { setHeader(header: unknown): void }[],
): void {
  for (const [i, output] of outputs.entries()) {
    const header = inputs[i]?.header;
    if (header !== undefined) output.setHeader(header);
  }
}
