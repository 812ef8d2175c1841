import { defineConfig } from 'vitest/config'

/** Unit tests, and what of the others takes a second; not those that read the sources themselves, which are altered here. */
export default defineConfig({
  test: {
    include: [
      ...['src/**/*.test.ts', 'strategies/**/*.test.ts'],
      ...['fork-tests/defaults.fork.test.ts', 'fork-tests/modelSamples.fork.test.ts'],
    ],
    setupFiles: ['src/properties.fixture.ts'],
    exclude: [
      'src/architecture.test.ts',
      'src/scenario/shocks/adding.test.ts',
      'src/fork/relay/relay.test.ts',
    ],
    testTimeout: 60_000,
  },
})
