// Golden cases of the whole pipeline: what stages make of a source, and diagnostics as users read
// them.
//
// `UPDATE=1` rewrites what differs; review the diff like code. The cases below `arc/` start from IR
// and have their own runner beside the passes.

import assert from "node:assert/strict"
import { readFileSync, readdirSync, writeFileSync } from "node:fs"
import { it } from "node:test"
import { produced, section, sectionsOf, withSection } from "../harness/golden.ts"

const FOLDER = new URL("./", import.meta.url)

const areas = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "arc")
  .map((entry) => entry.name)
  .sort()

for (const area of areas) {
  for (const file of readdirSync(new URL(`${area}/`, FOLDER))
    .filter((name) => name.endsWith(".md"))
    .sort()) {
    it(`${area}/${file}`, async () => {
      const path = new URL(`${area}/${file}`, FOLDER)
      let text = readFileSync(path, "utf8")
      const names = sectionsOf(text)
      assert.ok(names.length > 0, "a case without a section proves nothing")
      for (const name of names) {
        const got = await produced(section(text, "SOURCE"), name)
        if (process.env.UPDATE === "1") text = withSection(text, name, got)
        else assert.equal(got, section(text, name))
      }
      if (process.env.UPDATE === "1") writeFileSync(path, text)
    })
  }
}
