import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/engine.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Twice as many as CI has cores: many tests mostly wait, for phones that are told or for a lease to end.
    maxWorkers: 4,
    // Files share their worker's modules: reading the whole server anew for each of 240 took a third of the time. Nothing in a
    // module may therefore remember a server; each file has its own, with a database of its own.
    isolate: false,
  },
});
