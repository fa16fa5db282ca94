// The tests that need the real runtime: they run inside workerd, on the bindings of
// `wrangler.toml`, with guests in Ori in the place of the registry.

import { cloudflareTest } from "@cloudflare/vitest-pool-workers"
import { defineConfig } from "vitest/config"

export default defineConfig({
  plugins: [
    cloudflareTest(({ inject }) => ({
      main: "./test/api/main.ts",
      wrangler: { configPath: "./wrangler.toml" },
      miniflare: { bindings: { PROCESSOR_URL: `http://127.0.0.1:${inject("processorPort")}` } },
    })),
  ],
  test: {
    globalSetup: ["./test/harness/workerd.ts"],
    include: ["test/api/**/*.test.ts"],
    testTimeout: 20_000,
  },
})
