/**
 * The rules that a graph file can break, by their stable names: what `millrace validate --json` prints and programs
 * branch on. docs/errors.md has a section for each.
 */
export const configRules = [
  // The text.
  'text-limit',
  'text-encoding',
  'yaml-syntax',
  'yaml-duplicate-key',
  'yaml-key',
  'yaml-tag',
  'yaml-alias',
  'yaml-merge',
  'yaml-directive',
  'yaml-documents',
  'pbtxt-syntax',
  'forbidden-key',
  'unsafe-integer',
  'no-graph',
  // The form.
  'unknown-field',
  'retired-field',
  'template',
  'missing-field',
  'wrong-type',
  'out-of-range',
  'unknown-value',
  'malformed-entry',
  'malformed-option-value',
  'duplicate-index',
  'index-gap',
  // Calculators, their ports and options.
  'unknown-calculator',
  'undeclared-port',
  'missing-port',
  'too-many-ports',
  'unknown-option',
  'duplicate-options',
  'contract',
  // Connections.
  'no-producer',
  'defined-twice',
  'type-mismatch',
  'cycle',
  'unknown-tag-index',
  'duplicate-tag-index',
  'needless-back-edge',
  'silent-output',
  // Handlers and executors.
  'unknown-input-policy',
  'unknown-output-policy',
  'reserved-executor',
  'duplicate-executor',
  'untyped-executor',
  'typed-and-given-executor',
  'unknown-executor-type',
  'unknown-executor',
  'two-thread-counts',
  // Graphs as nodes.
  'recursive-subgraph',
  'duplicate-type',
  'subgraph-field',
  'two-selections',
  // Limits.
  'too-many-nodes',
  'too-many-edges',
  'too-deep-subgraphs',
  'too-many-files',
  'too-many-issues',
] as const;

/** The name of a rule that a graph file can break. */
export type ConfigRule = (typeof configRules)[number];
