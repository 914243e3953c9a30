/** The generated modules of compiled kernels: where each lies, and its text. */
export function buildKernels(): Promise<readonly { readonly path: string; readonly text: string }[]>;
