// The checks that every commit passes, in the order in which they begin: quick ones first, so that a slip shows early, then
// long ones, so that the others run beside them.

/**
 * Each check: its name, its command line and what to do when it fails; `alone`: others must not run beside it, because it
 * replaces what they read or has work for all cores.
 */
export const steps = [
  { name: 'lock', command: ['node', 'scripts/check-lock.mjs'], remedy: 'node scripts/check-lock.mjs --write' },
  { name: 'format', command: ['npx', 'biome', 'check', '.'], remedy: 'npm run format' },
  { name: 'types', command: ['npm', 'run', '-s', 'types'], remedy: 'correct the types named above' },
  { name: 'lint', command: ['npm', 'run', '-s', 'lint'], remedy: 'npx eslint --fix FILE, or see eslint.config.js' },
  { name: 'layers', command: ['npm', 'run', '-s', 'layers'], remedy: 'see the comments in .dependency-cruiser.cjs' },
  { name: 'unused', command: ['npm', 'run', '-s', 'unused'], remedy: 'remove it, or name an entry in knip.jsonc' },
  { name: 'docs', command: ['npm', 'run', '-s', 'docs:check'], remedy: 'write the doc comment named above' },
  {
    name: 'kernels',
    command: ['node', 'scripts/build-kernels.mjs', '--check'],
    remedy: 'npm run kernels, then commit the generated module',
  },
  {
    name: 'validators',
    command: ['npm', 'run', '-s', 'validators', '--', '--check'],
    remedy: 'npm run validators, then commit the generated module',
  },
  {
    name: 'schema',
    command: ['npm', 'run', '-s', 'schema', '--', '--check'],
    remedy: 'npm run schema, then commit the generated files',
  },
  { name: 'build', command: ['npm', 'run', '-s', 'build'], alone: true, remedy: 'correct the errors named above' },
];
