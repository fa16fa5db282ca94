// The processor as it ships: the static binary, over HTTP, with archives of every kind.
//
// Good ones are made by the system's tar, evil ones byte by byte; noise must never bring it down.

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { createHash, randomBytes } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { gunzipSync, gzipSync } from "node:zlib"
import { checks, type Checks } from "../e2e/checks.ts"
import { EVIL, sumsOf, token } from "./evil.ts"
import { checkCrowd, checkEnd, checkForms, checkLimits } from "./http.ts"
import {
  BINARY, ROOT, judge, peakMemory, post, startProcessor, stopProcessor, type Processor,
} from "./processor.ts"
import { MANIFEST, PACKAGE, manifestOf, packageWith, packed, tarOf, withPax } from "./tar.ts"

type Files = Record<string, string | Buffer>

/** What the system's tar makes of these files. */
function packedBy(tar: string[], files: Files): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "ori-processor-"))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  const options = { cwd: folder, maxBuffer: 200_000_000 }
  const archive = execFileSync("tar", ["-czf", "-", ...tar], options)
  rmSync(folder, { recursive: true })
  return archive
}

const LONG = `${"folder/".repeat(20)}${"f".repeat(90)}.ori`
const FILES: Files = {
  "oripk.toml": MANIFEST, "src/lib.ori": "// A tool.\n", "README.md": "# Tool\n", [LONG]: "// x\n",
}

async function checkGood(list: Checks, processor: Processor): Promise<void> {
  const { check } = list
  for (const format of ["gnu", "pax", "ustar"]) {
    await check(`reads what tar writes as ${format}`, async () => {
      for (const what of [["."], Object.keys(FILES)]) {
        const verdict = await judge(processor, packedBy([`--format=${format}`, ...what], FILES))
        assert.deepEqual(verdict.faults, [])
        assert.deepEqual(verdict.files.map((file) => file.path), Object.keys(FILES).sort())
      }
    })
  }
  await check("tells what is inside", async () => {
    const verdict = await judge(processor, packedBy(["."], FILES))
    for (const file of verdict.files) {
      const content = Buffer.from(FILES[file.path] ?? "")
      const sha256 = createHash("sha256").update(content).digest("hex")
      assert.deepEqual([file.size, file.sha256], [content.length, sha256])
    }
    const size = Object.values(FILES).reduce((sum, content) => sum + content.length, 0)
    assert.deepEqual([verdict.version, verdict.processor, verdict.ok], [2, "0.2.0", true])
    assert.equal(verdict.unpacked_size, size)
    assert.deepEqual([verdict.readme, verdict.readme_truncated], ["# Tool\n", false])
    const { name, version } = verdict.manifest
    assert.deepEqual([name, version], ["@acme/tool", "1.2.3"])
    assert.deepEqual(verdict.capabilities, [])
  })
  await check("tells what the sources touch", async () => {
    const source = "// uses Nothing\n@f () -> int uses Http = 1\nextern \"c\" from \"m\" {}\n"
    const files = { ...FILES, "src/a.ori": source, "src/_test/a.test.ori": source }
    const verdict = await judge(processor, packedBy(["."], files))
    assert.deepEqual(verdict.capabilities, [
      { name: "Http", file: "src/a.ori", line: 2 }, { name: "c:m", file: "src/a.ori", line: 3 },
    ])
  })
  await check("takes the packages of this repository", async () => {
    for (const name of ["semver", "toml", "tar", "multipart"]) {
      const folder = join(ROOT, "ori/src/lib", name)
      const archive = execFileSync("tar", ["-czf", "-", "-C", folder, "."])
      const answer = await post(processor, archive, `?scope=ori&name=${name}`)
      assert.deepEqual((await answer.json() as { faults: unknown }).faults, [])
    }
  })
  await check("takes a CHECKSUM that is right", async () => {
    const sums = { path: "CHECKSUM", data: sumsOf(PACKAGE) }
    assert.deepEqual((await judge(processor, packageWith(sums))).faults, [])
  })
}

async function checkEdges(list: Checks, processor: Processor): Promise<void> {
  const { check } = list
  const accepts = (name: string, archive: Buffer): Promise<void> => check(name, async () => {
    assert.deepEqual((await judge(processor, archive)).faults, [])
  })
  await accepts("takes 10,000 entries", packed([
    ...PACKAGE, ...Array.from({ length: 9_998 }, (_, i) => ({ path: `f/${i}` })),
  ]))
  const rest = 100_000_000 - PACKAGE.reduce((sum, { data }) => sum + (data?.length ?? 0), 0)
  await accepts("takes 100,000,000 bytes", packageWith({ path: "z", data: Buffer.alloc(rest) }))
  const part = Buffer.alloc(Math.floor(rest / 9_998))
  await accepts("takes as many bytes in 10,000 entries with extended headers", packed([
    ...PACKAGE, ...Array.from({ length: 9_998 }, (_, i) =>
      withPax({ comment: "x".repeat(1_000) }, { path: `f/${i}`, data: part })).flat(),
  ]))
  await accepts("takes a path of 255 bytes",
    packageWith(...withPax({ path: `${"d/".repeat(100)}${"x".repeat(55)}` }, { path: "y" })))
  await accepts("skips a global header that changes nothing",
    packageWith(...withPax({ comment: "x" }, { path: "y" }, "g")))
  await accepts("takes extended attributes as macOS writes them", packageWith(
    { path: "x", flag: "x", data: Buffer.from("25 SCHILY.xattr.a=\x01\0\xfe=\n\xff\n", "latin1") },
    { path: "a" },
  ))
  await accepts("takes the archive's own folder as tar and as Python's tarfile write it",
    packageWith({ path: "./", flag: "5" }, { path: "/", flag: "5" }))
  await accepts("takes zeros after the end", gzipSync(tarOf([...PACKAGE], Buffer.alloc(10_240))))
  const like = [`ori_${token().slice(4).toLowerCase()}`, token().slice(0, -1), token().slice(1)]
  await accepts("takes what only looks like a token",
    packageWith({ path: "t", data: like.join(" ") }))
  await accepts("takes names that only look reserved",
    packageWith({ path: "console" }, { path: "com10" }, { path: "a.b/...c" }))
  await check("cuts a long readme between characters", async () => {
    const data = `x${"é".repeat(300_000)}`
    const verdict = await judge(processor, packageWith({ path: "README.md", data }))
    assert.equal(verdict.readme_truncated, true)
    assert.equal(Buffer.byteLength(verdict.readme ?? ""), 524_287)
  })
  await check("warns of what it does not know", async () => {
    const text = MANIFEST.replace('"MIT"', '"Foo-1.0"')
    const verdict = await judge(processor, manifestOf(`${text}x = 1\n[other]\n`))
    assert.equal(verdict.ok, true)
    const codes = verdict.warnings.map((warning) => warning.code)
    assert.deepEqual(codes.sort(), ["unknown_key", "unknown_key", "unknown_license"])
  })
}

async function checkEvil(list: Checks, processor: Processor): Promise<void> {
  for (const { name, archive, codes } of EVIL) {
    await list.check(`refuses ${name}`, async () => {
      const start = performance.now()
      const verdict = await judge(processor, archive)
      assert.deepEqual(verdict.faults.map((fault) => fault.code), codes)
      assert.equal(verdict.ok, false)
      assert.equal(verdict.files, undefined)
      for (const { detail } of verdict.faults) assert.match(detail, /^[\x20-\x7e…]+\.$/)
      assert.ok(performance.now() - start < 5_000)
    })
  }
  await list.check("has an evil archive for every code", async () => {
    const source = readFileSync(join(ROOT, "ori/src/package/fault.ori"), "utf8")
    const all = [...source.matchAll(/code: "(\w+)"/g)].map((match) => match[1])
    const met = new Set(EVIL.flatMap((evil) => evil.codes))
    assert.deepEqual(all.filter((code) => !met.has(code ?? "")), [])
  })
}

/** A small generator, so that a seed that failed can be run again. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor(state / 2 ** 32 * below)
  }
}

/** Changes some bytes; of the tar inside, every other time. */
function mutated(archive: Buffer, seed: number): Buffer {
  const next = random(seed)
  const inner = seed % 2 === 0
  const bytes = Buffer.from(inner ? gunzipSync(archive) : archive)
  for (let i = 0; i <= next(8); i++) bytes[next(bytes.length)] = next(256)
  const cut = next(4) === 0 ? bytes.subarray(0, next(bytes.length)) : bytes
  return inner ? gzipSync(cut) : cut
}

async function checkNoise(list: Checks, processor: Processor): Promise<void> {
  await list.check("judges a thousand damaged archives", async () => {
    const text = `${MANIFEST}\n[dependencies]\nstd.json\n@a/b = "1.0.0"\n`
    const files = { ...FILES, "CHECKSUM": "", "oripk.toml": text }
    const base = packedBy(["--format=pax", "."], files)
    for (let seed = 0; seed < 1000; seed++) {
      const answer = await post(processor, mutated(base, seed))
      const said = await answer.text()
      assert.equal(answer.status, 200, `seed ${seed}: ${said}`)
    }
  })
  await list.check("keeps its memory bounded", async () => {
    assert.ok(peakMemory(processor) < 400_000_000, `${peakMemory(processor)} bytes`)
    assert.doesNotMatch(processor.log(), /panic/)
  })
}

/** A program that the kernel starts by itself: no interpreter is named in its headers. */
async function checkStatic(list: Checks): Promise<void> {
  await list.check("is a static program", async () => {
    const elf = readFileSync(BINARY)
    const start = Number(elf.readBigUInt64LE(32))
    const [size, count] = [elf.readUInt16LE(54), elf.readUInt16LE(56)]
    const types = Array.from({ length: count }, (_, i) => elf.readUInt32LE(start + i * size))
    assert.ok(types.length > 0 && !types.includes(3))
  })
}

async function main(): Promise<boolean> {
  const list = checks()
  const processor = await startProcessor()
  try {
    await checkStatic(list)
    await checkGood(list, processor)
    await checkEdges(list, processor)
    await checkEvil(list, processor)
    await checkForms(list, processor)
    await checkLimits(list, processor)
    await checkCrowd(list, processor)
    await checkNoise(list, processor)
    const large = packageWith({ path: "r", data: randomBytes(9_500_000) })
    await checkEnd(list, large)
  } finally {
    await stopProcessor(processor)
  }
  return list.close()
}

process.exitCode = await main() ? 0 : 1
