import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/engine.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One more than cores: some tests mostly wait, for phones that are told or for a lease to end.
    maxWorkers: 3,
  },
});
