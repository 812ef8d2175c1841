import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'strategies/**/*.test.ts'],
          setupFiles: ['src/properties.fixture.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'fork',
          include: ['fork-tests/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
