// The tests that need the real runtime: they run inside workerd, on the bindings of
// `wrangler.toml`. The shell is tested with guests in Ori in the place of the registry, the HTTP
// contract with the registry itself.

import { cloudflareTest } from "@cloudflare/vitest-pool-workers"
import { defineConfig } from "vitest/config"
import { newSeed, newToken } from "./build/dev/state.ts"

const WRANGLER = { configPath: "./wrangler.toml" }

/** Tests send more than a client may; the ones about limits set their own. */
const NO_LIMITS = {
  RATE_LIMIT_ANON: "1000000", RATE_LIMIT_TOKEN: "1000000", RATE_LIMIT_READ_ANON: "1000000",
  RATE_LIMIT_READ_TOKEN: "1000000",
}

export default defineConfig({
  test: {
    testTimeout: 20_000,
    // More than there are processors: most of the time the tests wait for the pace of R2.
    maxWorkers: 3,
    projects: [
      {
        extends: true,
        plugins: [
          cloudflareTest(({ inject }) => ({
            main: "./test/api/main.ts",
            wrangler: WRANGLER,
            miniflare: {
              bindings: { PROCESSOR_URL: `http://127.0.0.1:${inject("processorPort")}` },
            },
          })),
        ],
        test: {
          name: "shell",
          globalSetup: ["./test/harness/workerd.ts"],
          include: ["test/api/*.test.ts"],
        },
      },
      {
        extends: true,
        plugins: [
          cloudflareTest(({ inject }) => ({
            main: "./test/api/registry/main.ts",
            wrangler: WRANGLER,
            miniflare: {
              bindings: {
                PROCESSOR_URL: `http://127.0.0.1:${inject("registryProcessorPort")}`,
                ADMIN_TOKEN: newToken(), LOG_SIGNING_KEY: newSeed(), ...NO_LIMITS,
              },
            },
          })),
        ],
        test: {
          name: "registry",
          globalSetup: ["./test/harness/registry.ts"],
          include: ["test/api/registry/*.test.ts"],
          // Many of them wait for the pace of R2, on a machine that may have much to do.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
