/** What the bench of the engine consists of. Each part can be asked for by itself. */
export const engineParts = ['chain', 'long-chains', 'mixed-chain', 'join', 'diamonds', 'queue'] as const;

/** One of {@link engineParts}. */
export type EnginePart = (typeof engineParts)[number];
