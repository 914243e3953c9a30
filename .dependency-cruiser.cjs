// The layers of ARCHITECTURE.md as rules. A module may import what lies below it; nothing else.
// Type-only imports count: a type that points up the layers is a cycle for the reader just the same.

/** Vocabulary: what every other module speaks in. */
const L0 =
  '^src/graph/(timestamp|packet|packet-type|errors|status|handle-registry|config-issue|config-rule)\\.ts$|^src/graph/(packet-types|options)/';
/** What a calculator declares and is handed. */
const L1 = '^src/graph/(port|calculator|calculator-context|define-calculator|registry|service)\\.ts$';
const config = '^src/graph/config/';
const engine = '^src/graph/engine/';
const top = '^src/graph/(observe|testing)/';
const index = '^src/graph/index\\.ts$';

/** Tests import what they test and the harness. */
const tests = '\\.test\\.ts$';

const neverUp = (name, from, to, comment) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, pathNot: tests },
  to: { path: to },
});

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Modules that import each other can only be understood, tested and loaded together.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-missing',
      severity: 'error',
      comment: 'An import that resolves to nothing fails at run time.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      comment: 'What is imported is declared in package.json; a package that merely happens to be there may vanish.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'Development dependencies are not installed where the package is used.',
      from: { path: '^(src|runtime-node|runtime-web)/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-optional', 'npm-peer', 'type-only'] },
    },

    neverUp('L0-is-the-ground', L0, `${L1}|${config}|${engine}|${top}|${index}`, 'The vocabulary knows no user of it.'),
    neverUp('L1-knows-only-L0', L1, `${config}|${engine}|${top}|${index}`, 'A contract is independent of any graph.'),
    neverUp('config-below-engine', config, `${engine}|${top}|${index}`, 'A graph is checked without an engine.'),
    neverUp('engine-below-observe', engine, `${top}|${index}`, 'The engine does not know how its outputs are watched.'),
    neverUp(
      'graph-index-is-the-top',
      '^src/graph/observe/',
      `${index}|^src/graph/testing/`,
      'Inside, import the file.',
    ),

    {
      name: 'graph-imports-only-itself',
      severity: 'error',
      comment: 'The engine is portable and complete: no calculator, no runtime, no platform.',
      from: { path: '^src/graph/', pathNot: tests },
      to: { path: '^(src/(?!graph/)|runtime-|training/|bench/|scripts/)' },
    },
    {
      name: 'calculators-use-the-public-api',
      severity: 'error',
      comment: 'A built-in calculator is written as anybody else would write one.',
      from: { path: '^src/calculators/', pathNot: tests },
      to: { path: '^src/graph/', pathNot: '^src/graph/index\\.ts$' },
    },
    {
      name: 'areas-are-separate',
      severity: 'error',
      comment: "An area's internals are its own. What two areas share belongs below both, in src/graph.",
      from: { path: '^src/calculators/([^/]+)/', pathNot: tests },
      to: { path: '^src/calculators/[^/]+/', pathNot: '^src/calculators/$1/' },
    },
    {
      name: 'calculators-know-no-runtime',
      severity: 'error',
      comment: 'Platform access reaches calculators through services.',
      from: { path: '^src/calculators/', pathNot: tests },
      to: { path: '^(runtime-|training/|bench/|scripts/)' },
    },
    {
      name: 'kernels-import-nothing',
      severity: 'error',
      comment:
        'Pure arithmetic, so that the same kernel can be written, measured and compared in TypeScript, WASM and WGSL.',
      from: { path: '/kernels/', pathNot: tests },
      to: { pathNot: '^src/calculators/[^/]+/kernels/' },
    },
    {
      name: 'runtimes-are-separate-node',
      severity: 'error',
      comment: 'A page must not load Node code.',
      from: { path: '^runtime-web/', pathNot: tests },
      to: { path: '^runtime-node/' },
    },
    {
      name: 'runtimes-are-separate-web',
      severity: 'error',
      comment: 'Node must not load page code.',
      from: { path: '^runtime-node/', pathNot: tests },
      to: { path: '^runtime-web/' },
    },
    {
      name: 'product-imports-no-workshop',
      severity: 'error',
      comment: 'Training, benchmarks, scripts and tests use the product, never the other way round.',
      from: { path: '^(src|runtime-node|runtime-web)/', pathNot: tests },
      to: { path: '^(test|bench|training|scripts)/|\\.test\\.ts$' },
    },
    {
      name: 'nobody-imports-a-test',
      severity: 'error',
      comment: 'What two tests share is a fixture (test/fixtures), not a test.',
      from: {},
      to: { path: tests },
    },

    {
      name: 'rxjs-only-in-observe',
      severity: 'error',
      comment: 'Observables are one way to watch outputs; the engine runs without them.',
      from: { path: '^(src|runtime-node|runtime-web)/', pathNot: `^src/graph/observe/|${tests}` },
      to: { path: 'node_modules/rxjs/' },
    },
    {
      name: 'yaml-only-in-parse-yaml',
      severity: 'error',
      comment:
        'One gate for untrusted text: its limits (aliases, depth, size) are set in one place. write-graph only writes.',
      from: {
        path: '^(src|runtime-node|runtime-web)/',
        pathNot: `^src/graph/config/(parse-yaml|write-graph)\\.ts$|${tests}`,
      },
      to: { path: 'node_modules/yaml/' },
    },
    {
      name: 'no-generated-code',
      severity: 'error',
      comment:
        'ajv makes code at run time, which a strict policy forbids; scripts/build-validators.ts and `millrace compile` have it made ahead of time.',
      from: {
        path: '^(src|runtime-node|runtime-web)/',
        pathNot: `${tests}|^runtime-node/cli/compile/compile-options[.]ts$`,
      },
      to: { path: 'node_modules/(ajv|ajv-[^/]+)/' },
    },
    {
      name: 'graph-is-lean',
      severity: 'error',
      comment: 'Whoever takes the engine takes these packages with it, and no other.',
      from: { path: '^src/graph/', pathNot: tests },
      to: { path: 'node_modules/', pathNot: 'node_modules/(rxjs|yaml|fastest-levenshtein)/' },
    },
    {
      name: 'portable-core',
      severity: 'error',
      comment: 'src runs in Node and in pages: no built-in modules of Node.',
      from: { path: '^src/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Only the project's own folders: a package's dist/ is where its modules lie, and excluded it would pass every rule.
    exclude: { path: '^(dist|out|\\.dist-[0-9]+)/|\\.as\\.ts$' },
    // See imports before the compiler erases them, or cycles and layers of types go unseen.
    tsPreCompilationDeps: true,
    detectJSDocImports: false,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
    skipAnalysisNotInRules: true,
    cache: false,
  },
};
