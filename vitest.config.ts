import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', '**/dist/**', '**/out/**'];

export default defineConfig({
  test: {
    // Two workers: what the smallest machine that CI uses has cores for.
    maxWorkers: 2,
    projects: [
      {
        // Beside the code and in test/: every one ends in well under a second, needs no network and no real media.
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,runtime-node,runtime-web,training,bench,scripts,graphs,demo,test}/**/*.test.ts'],
          exclude: [...never, 'test/system/**', 'test/package/**', 'test/browser/**'],
          testTimeout: 30_000,
        },
      },
      {
        // Whole graphs on real media, child processes, the command line: minutes, not seconds.
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          exclude: never,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        // Pages in Chromium, without network. Every suite skips, and says so, where there is no Chromium.
        extends: true,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          exclude: never,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        // The packed tarball as a stranger installs it. One file at a time: they share one packing.
        extends: true,
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          exclude: never,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
