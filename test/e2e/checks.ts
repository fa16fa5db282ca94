// A list of checks, run in order, each with its name; one that fails does not end the others.

export type Checks = {
  check(name: string, work: () => Promise<void>): Promise<void>
  /** Prints `N passed, N failed`; whether all passed. */
  close(): boolean
}

export function checks(): Checks {
  let passed = 0
  let failed = 0
  return {
    async check(name, work) {
      const start = performance.now()
      try {
        await work()
        passed += 1
        console.log(`ok   ${name} (${Math.round(performance.now() - start)} ms)`)
      } catch (error) {
        failed += 1
        console.log(`FAIL ${name}\n     ${error instanceof Error ? error.stack : String(error)}`)
      }
    },
    close() {
      console.log(`\n${passed} passed, ${failed} failed`)
      return failed === 0 && passed > 0
    },
  }
}
