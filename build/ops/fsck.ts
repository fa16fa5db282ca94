// `npm run fsck [-- --remote]`: reads everything that an installation has stored and prints a line
// for whatever is not as it must be, with what to do about it. Ends with 1 when something is.
//
// It takes no snapshot: on a registry that is being written to, a finding may be what has not ended
// yet, and only one that a second run repeats counts. What a killed one has left open it ends after
// its next start.

import { parseArgs } from "node:util"
import { collect } from "./collect.ts"
import { open, stateFolder } from "./installation.ts"
import { buildJudge, judge } from "./judge.ts"
import { logKey } from "./log_key.ts"

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { remote: { type: "boolean", default: false } } })
  const key = logKey(values.remote ? null : stateFolder())
  await buildJudge()
  const installation = await open(values.remote)
  try {
    const { code, lines } = await judge(await collect(installation), key)
    for (const line of lines) console.log(line)
    return code
  } finally {
    await installation.close()
  }
}

process.exitCode = await main()
