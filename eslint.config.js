// What the compiler cannot see: promises that nobody awaits, checks that can never fail, values of unknown type that
// leak through a boundary. Formatting and the order of imports are Biome's; layers are dependency-cruiser's.
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/**',
      '.dist-*/**',
      'out/**',
      'coverage/**',
      // AssemblyScript: TypeScript's syntax with another meaning, checked by its own compiler.
      '**/*.as.ts',
      '**/kernels/assembly/**',
      // Generated.
      '**/kernels/wasm/kernels-binary.ts',
      'runtime-node/documents/validators.ts',
      // Scripts are plain JavaScript without types; biome checks their syntax, the CI runs each of them.
      '**/*.{js,mjs,cjs}',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // A promise left alone is an error that nobody sees and an order that nobody guarantees: the engine's first risk.
      '@typescript-eslint/no-floating-promises': ['error', { ignoreVoid: false }],
      // `process` returns nothing or a promise; a callback typed `() => void` must not be handed an async function.
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // `!` hides a broken invariant. Where one truly holds, disable the rule on that line and name the invariant.
      '@typescript-eslint/no-non-null-assertion': 'error',
      // Erased imports stay erased: a type-only import must not load its module at run time.
      '@typescript-eslint/consistent-type-imports': [
        'error',
        // `import('x')` as a type names a package that is loaded lazily.
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      // A new member of a union must fail at each switch that forgot it.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: 'error',

      // Messages are made of numbers, and of booleans in a few; both print as a reader expects.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // `async` without `await` is how a function turns each throw into a rejection; interfaces ask for it.
      '@typescript-eslint/require-await': 'off',
      // `() => emit()` reads well where the callback's result is ignored.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `void | Promise<void>`: a calculator's `process` may be synchronous, and the fast path tells the two apart.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // `Record<never, never>` is how a contract says that it has no ports.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
      // Overloads that could be one union document two uses better when each has its own comment.
      '@typescript-eslint/unified-signatures': 'off',
      // A type parameter used once is how the contract's types are inferred (`defineCalculator`).
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `while (true)` is the plain form of a loop that ends by `return` in its body.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // An unused argument may stay where a signature is implemented; `_name` says that it is meant.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none', ignoreRestSiblings: true },
      ],
    },
  },
  {
    // The library never prints: what it has to say goes through its log and its errors.
    files: ['src/**/*.ts'],
    rules: { 'no-console': 'error' },
  },
  {
    // The engine is deterministic: time, chance and tasks come from the injected clock, random source and scheduler.
    files: ['src/graph/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['Date', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map(name => ({
          name,
          message: 'Take it from the injected clock or scheduler, so that a run can be replayed.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Use the injected random source, so that a run can be replayed.',
        },
      ],
    },
  },
  {
    // The law lives in one file; everything else goes through it.
    files: ['src/graph/engine/{clock,scheduler,random-source,host}.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    // Arithmetic over typed arrays: each index is in range by the loop's bounds, and a check per pixel costs the frame.
    files: ['**/kernels/**/*.ts', 'training/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // Verbs are closures returned in a plain object (`const { fill, line } = canvas`); there is no `this` to lose.
    files: ['src/calculators/**/*.ts', 'training/**/*.ts'],
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['src/**/*.ts', 'runtime-node/**/*.ts', 'runtime-web/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      // One name per thing, found by search. Configuration files of tools are the exception.
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
        { selector: 'ExportAllDeclaration', message: 'Name each export: what is public is decided, not inherited.' },
      ],
    },
  },
  {
    // Tests feed wrong values on purpose and look into what they get back.
    files: ['**/*.test.ts', 'test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A comparison with a fixture's literal is always true today and guards the next edit of the fixture.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `expect(object.method)` is a look, not a call.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      // `void value.field` reads a field for the sake of its type, or of the error.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
      // A stub that throws something that is no Error tests how the engine wraps it.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
    },
  },
);
