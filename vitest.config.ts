import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 90_000,
    hookTimeout: 90_000,
    // Two cores: more workers than that only make real engines and browsers wait for each other.
    maxWorkers: 2,
  },
});
