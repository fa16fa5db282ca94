// tidy: table
// Archives that must be refused, with the codes that say why: at least one for every code.

import { createHash, randomBytes } from "node:crypto"
import { crc32, gzipSync } from "node:zlib"
import type { Entry } from "./tar.ts"
import {
  END, MANIFEST, PACKAGE, manifestOf, packageWith, packed, tarOf, withPax,
} from "./tar.ts"

export type Evil = { name: string; archive: Buffer; codes: string[] }

function evil(name: string, archive: Buffer, ...codes: string[]): Evil {
  return { name, archive, codes }
}

function added(name: string, entry: Entry | Entry[], ...codes: string[]): Evil {
  return evil(name, packageWith(...[entry].flat()), ...codes)
}

/** A change of the good manifest. */
function changed(name: string, from: string, to: string, ...codes: string[]): Evil {
  return evil(name, manifestOf(MANIFEST.replace(from, to)), ...codes)
}

/** Lines after the good manifest. */
function extended(name: string, text: string, ...codes: string[]): Evil {
  return evil(name, manifestOf(`${MANIFEST}\n${text}`), ...codes)
}

export function token(): string {
  const body = `ori_${randomBytes(32).toString("base64url")}`
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  let rest = crc32(body)
  let sum = ""
  for (let i = 0; i < 6; i++) {
    sum = (digits[rest % 62] ?? "") + sum
    rest = Math.floor(rest / 62)
  }
  return body + sum
}

export function sumsOf(entries: readonly Entry[]): string {
  return entries.map((entry) => {
    const digest = createHash("sha256").update(entry.data ?? "").digest("hex")
    return `${digest}  ${entry.path}\n`
  }).join("")
}

const good = packageWith()
const tar = tarOf([...PACKAGE])

const BOMB = gzipSync(Buffer.alloc(500_000_000), { level: 1 })

/** Gzip whose last four bytes say another size. */
function lying(size: number): Buffer {
  const archive = Buffer.from(BOMB)
  archive.writeUInt32LE(size, archive.length - 4)
  return archive
}

function bent(at: number): Buffer {
  const copy = Buffer.from(good)
  copy[at] = (copy[at] ?? 0) ^ 0xff
  return copy
}

/** A GNU header with the next entry's name, each character a byte. */
function longName(name: string): Entry {
  return { path: "././@LongLink", flag: "L", data: Buffer.from(`${name}\0`, "latin1") }
}

/** What some readers take for a file's bytes, and others for a file. */
const HIDDEN = tarOf([{ path: "hidden" }], Buffer.alloc(0))

const CONTAINERS: Evil[] = [
  evil("nothing", Buffer.alloc(0), "gzip_corrupt"),
  evil("text", Buffer.from("this is no archive"), "gzip_corrupt"),
  evil("a bare tar", tar, "gzip_corrupt"),
  evil("gzip cut in its data", good.subarray(0, good.length >> 1), "gzip_corrupt"),
  evil("gzip without its trailer", good.subarray(0, -8), "gzip_corrupt"),
  evil("gzip with a wrong CRC", bent(good.length - 8), "gzip_corrupt"),
  evil("gzip with a wrong size", bent(good.length - 1), "gzip_corrupt"),
  evil("gzip with a bent header", bent(0), "gzip_corrupt"),
  evil("gzip with a wrong checksum of its header", Buffer.concat([
    good.subarray(0, 3), Buffer.from([2]), good.subarray(4, 10), Buffer.from("xx"), good.subarray(10),
  ]), "gzip_corrupt"),
  evil("a byte after the gzip", Buffer.concat([good, Buffer.from([0])]), "gzip_trailing_bytes"),
  evil("two gzip members", Buffer.concat([good, good]), "gzip_trailing_bytes"),
  evil("a bomb", BOMB, "unpacked_too_large"),
  evil("a bomb that says it is small", lying(1000), "unpacked_too_large"),
  evil("a bomb that says it is huge", lying(0xffffffff), "unpacked_too_large"),
  added("a file beyond 100 MB", { path: "z", data: Buffer.alloc(100_000_001) },
    "unpacked_too_large"),
  evil("an empty tar", gzipSync(Buffer.alloc(0)), "tar_truncated"),
  evil("a tar without its end", gzipSync(tarOf([...PACKAGE], Buffer.alloc(0))), "tar_truncated"),
  evil("a tar with half its end", gzipSync(tarOf([...PACKAGE], END.subarray(0, 512))),
    "tar_truncated"),
  evil("a tar cut in a file", gzipSync(tar.subarray(0, 700)), "tar_truncated"),
  evil("bytes after the tar", gzipSync(Buffer.concat([tar, Buffer.from("x")])),
    "tar_trailing_bytes"),
  evil("a tar of noise", gzipSync(randomBytes(4096)), "tar_corrupt"),
  added("a global header that renames", withPax({ path: "x" }, { path: "y" }, "g"), "tar_corrupt"),
  added("a global header that resizes", withPax({ size: "1" }, { path: "y" }, "g"), "tar_corrupt"),
  added("a pax size that is no number", withPax({ size: "+1" }, { path: "y" }), "tar_corrupt"),
  added("a pax user that is no number", withPax({ uid: "x" }, { path: "y" }), "tar_corrupt"),
  added("a global time that is none", withPax({ mtime: "1e3" }, { path: "y" }, "g"), "tar_corrupt"),
  added("a device that is no number", {
    path: "x", change: (header) => void header.write("zzzzzzz\0", 329),
  }, "tar_corrupt"),
  added("a folder by one name only", withPax({ path: "y" }, { path: "y/", flag: "\0" }),
    "tar_corrupt"),
  added("an extended header alone", withPax({ path: "x" }, { path: "y" }).slice(0, 1),
    "tar_corrupt"),
  added("a size beyond the end", { path: "x", size: 50_000 }, "tar_truncated"),
  added("a pax size beyond the end", withPax({ size: "50000" }, { path: "x" }), "tar_truncated"),
  added("a folder with bytes", { path: "d/", flag: "5", data: "hidden" }, "size_mismatch"),
  added("a name twice, in GNU and pax", [longName("../x"), ...withPax({ path: "x" }, { path: "y" })],
    "tar_corrupt"),
  added("a name twice, in pax", [
    ...withPax({ path: "../x" }, { path: "y" }).slice(0, 1), ...withPax({ path: "x" }, { path: "y" }),
  ], "tar_corrupt"),
  added("extended headers without end", Array.from({ length: 160 }, (_, i) =>
    withPax({ comment: "x".repeat(65_000) }, { path: `f${i}` })).flat(), "tar_corrupt"),
  added("a negative size", {
    path: "x", change: (header) => void header.fill(0xff, 124, 136),
  }, "tar_corrupt"),
  added("a size behind a NUL", {
    path: "x", data: HIDDEN,
    change: (header) => void header.write(`\0${HIDDEN.length.toString(8).padStart(11, "0")}`, 124),
  }, "tar_corrupt"),
  added("a prefix in GNU's form", {
    path: "x", change: (header) => {
      header.write("ustar  \0", 257)
      header.write("p", 345)
    },
  }, "tar_corrupt"),
  added("a global header after an extended one", [
    ...withPax({ path: "x" }, { path: "g", flag: "g" }), { path: "y" },
  ], "tar_corrupt"),
  added("two extended headers", [
    ...withPax({ path: "x" }, { path: "y" }).slice(0, 1), ...withPax({ mtime: "1" }, { path: "y" }),
  ], "tar_corrupt"),
  evil("10,001 entries", packed([
    ...PACKAGE, ...Array.from({ length: 9_999 }, (_, i) => ({ path: `f/${i}` })),
  ]), "too_many_entries"),
]

const PATHS: Evil[] = [
  added("an absolute path", { path: "/etc/passwd" }, "absolute_path"),
  added("a path upwards", { path: "a/../../b" }, "path_traversal"),
  added("a path upwards in pax", withPax({ path: "../x" }, { path: "y" }), "path_traversal"),
  added("a dot", { path: "a/./b" }, "dot_path_component"),
  added("two dots and a slash", { path: "././a" }, "dot_path_component"),
  added("an empty component", { path: "a//b" }, "empty_path_component"),
  added("an empty path", withPax({ path: "" }, { path: "y" }), "empty_path_component"),
  added("a folder without a name", withPax({ path: "" }, { path: "y/", flag: "5" }),
    "empty_path_component"),
  added("a file with a slash at its end", { path: "a/" }, "empty_path_component"),
  added("a backslash", { path: "a\\b" }, "backslash_in_path"),
  ...[...'<>:"|?*'].map((character) =>
    added(`a ${character}`, { path: `a${character}b` }, "forbidden_character_in_path")),
  added("a control character", { path: "a\nb" }, "control_character_in_path"),
  added("a NUL in pax", withPax({ path: "a\0b" }, { path: "y" }), "control_character_in_path"),
  added("another alphabet", { path: "é" }, "non_ascii_path"),
  added("bytes that are no text", {
    path: "x", change: (header) => void header.writeUInt8(0xff, 0),
  }, "non_ascii_path"),
  added("bytes that are no text in GNU", [longName("\xe9"), { path: "y" }], "non_ascii_path"),
  ...["con", "NUL.txt", "a/Com1", "lpt9.tar.gz"].map((path) =>
    added(path, { path }, "reserved_file_name")),
  added("a dot at the end", { path: "a./b" }, "trailing_dot_or_space"),
  added("a space at the end", { path: "a " }, "trailing_dot_or_space"),
  added("256 bytes", withPax({ path: "x".repeat(256) }, { path: "y" }), "path_too_long"),
  added("twice", [{ path: "a" }, { path: "a" }], "duplicate_path"),
  added("twice, once with ./", [{ path: "a" }, { path: "./a" }], "duplicate_path"),
  added("a file and a folder", [{ path: "a" }, { path: "a/", flag: "5" }], "duplicate_path"),
  added("case", [{ path: "a/B" }, { path: "A/b" }], "case_conflict"),
  added("case of a folder", [{ path: "d/a/x" }, { path: "d/A/y" }], "case_conflict"),
  added("case of a folder's own entry", [{ path: "D", flag: "5" }, { path: "d/x" }],
    "case_conflict"),
  added("a file that is a folder", [{ path: "a" }, { path: "a/b" }], "file_is_folder"),
  added("a file that is a folder later", [{ path: "a/b/c" }, { path: "A" }], "file_is_folder"),
]

const KINDS: Evil[] = [
  added("a symbolic link", { path: "l", flag: "2" }, "link"),
  added("a hard link", { path: "l", flag: "1" }, "link"),
  ...["3", "4", "6"].map((flag) => added(`type ${flag}`, { path: "d", flag }, "device")),
  added("GNU sparse", { path: "s", flag: "S" }, "sparse_file"),
  added("pax sparse", withPax({ "GNU.sparse.major": "1" }, { path: "s" }), "sparse_file"),
  added("a volume label", { path: "v", flag: "V" }, "unknown_entry_type"),
  added("setuid", { path: "s", mode: 0o4755 }, "setuid_or_setgid"),
  added("setgid", { path: "s/", flag: "5", mode: 0o2755 }, "setuid_or_setgid"),
  added("a token", { path: "t", data: `key = "${token()}"` }, "secret_in_archive"),
  added("several at once", [
    { path: "../l", flag: "2" }, { path: "a\\", mode: 0o6755 }, { path: "t", data: token() },
  ], "path_traversal", "link", "backslash_in_path", "setuid_or_setgid", "secret_in_archive"),
]

const CHECKSUMS: Evil[] = [
  added("a list of more than all files", { path: "CHECKSUM", data: "\n".repeat(3_250_001) },
    "checksum_malformed"),
  added("no lines", { path: "CHECKSUM" }, "checksum_incomplete", "checksum_incomplete"),
  added("a line that is none", { path: "CHECKSUM", data: "x\n" }, "checksum_malformed"),
  added("upper case", { path: "CHECKSUM", data: sumsOf(PACKAGE).toUpperCase() },
    "checksum_malformed"),
  added("a file too many", {
    path: "CHECKSUM", data: sumsOf([...PACKAGE, { path: "gone" }]),
  }, "checksum_unknown_file"),
  added("another digest", {
    path: "CHECKSUM", data: sumsOf([{ ...PACKAGE[0]!, data: "x" }, PACKAGE[1]!]),
  }, "checksum_mismatch"),
]

const MANIFESTS: Evil[] = [
  evil("no manifest", packed([PACKAGE[1]!]), "manifest_missing"),
  evil("a manifest in a folder", packed(PACKAGE.map((entry) =>
    ({ ...entry, path: `tool/${entry.path}` }))), "manifest_missing"),
  evil("a large manifest", manifestOf(`${MANIFEST}#${" ".repeat(262_144)}`), "manifest_too_large"),
  evil("a manifest that is no TOML", manifestOf("{}"), "bad_toml"),
  evil("a manifest that is no text", packed([
    { path: "oripk.toml", data: Buffer.from([0xff]) }, PACKAGE[1]!,
  ]), "bad_toml"),
  extended("deep TOML", `a = ${"[".repeat(100_000)}`, "bad_toml"),
  extended("deep tables", `[${"a.".repeat(50_000)}a]`, "bad_toml"),
  extended("deep keys", `${"a.".repeat(50_000)}a = 1`, "bad_toml"),
  changed("no version", 'version = "1.2.3"\n', "", "missing_field"),
  changed("no license", 'license = "MIT"\n', "", "missing_field"),
  changed("no compiler", 'ori = "2026.1.0"\n', "", "missing_field"),
  changed("a number for a text", '"A tool"', "1", "invalid_manifest_field"),
  changed("a control character", "A tool", "A \\u0007 tool", "invalid_text"),
  changed("a direction override", "A tool", "A \\u202e tool", "invalid_text"),
  changed("a name without a scope", "@acme/tool", "tool", "invalid_name"),
  changed("a reserved name", "@acme/tool", "@acme/tests", "reserved_name"),
  changed("another name", "@acme/tool", "@acme/other", "name_mismatch"),
  changed("a short version", "1.2.3", "1.2", "invalid_version"),
  changed("a leading zero", "1.2.3", "1.02.3", "invalid_version"),
  changed("build metadata", "1.2.3", "1.2.3+x", "invalid_version"),
  changed("a long description", "A tool", "x".repeat(501), "description_too_long"),
  changed("half a license", '"MIT"', '"MIT OR"', "invalid_license"),
  changed("a range of compilers", "2026.1.0", ">=2026", "invalid_ori_version"),
  changed("no entry", 'lib = "src/lib.ori"', "", "entry_missing"),
  changed("an entry that is not there", "src/lib.ori", "src/none.ori", "entry_not_found"),
  changed("a URL of another scheme", "[project.entry]",
    'repository = "file:///etc"\n[project.entry]', "invalid_url"),
  changed("a long URL", "[project.entry]",
    `repository = "https://a.example/${"x".repeat(2_048)}"\n[project.entry]`, "invalid_url"),
  changed("eleven keywords", "[project.entry]",
    `keywords = [${'"k", '.repeat(11)}]\n[project.entry]`, "too_many_keywords"),
  changed("a long keyword", "[project.entry]",
    `keywords = ["${"k".repeat(33)}"]\n[project.entry]`, "keyword_too_long"),
  extended("a git dependency", '[dependencies]\n@a/x = { version = "1.0.0", git = "x" }',
    "git_dependency"),
  extended("a path dependency", '[dependencies]\n@a/x = { version = "1.0.0", path = "x" }',
    "path_dependency"),
  extended("a range", '[dependencies]\n@a/x = "^1.0.0"', "invalid_version"),
  extended("std with a version", '[dependencies]\nstd.json = "1.0.0"', "invalid_dependency"),
  extended("itself", '[dev-dependencies]\n@acme/tool = "1.0.0"', "self_dependency"),
  extended("257 dependencies", `[dependencies]\n${Array.from({ length: 257 }, (_, i) =>
    `@a/x${i} = "1.0.0"`).join("\n")}`, "too_many_dependencies"),
  extended("as many dependencies as fit", `[dependencies]\n${Array.from({ length: 17_000 }, (_, i) =>
    `@a/x${i}="1"`).join("\n")}`, ...Array<string>(100).fill("invalid_version"), "too_many_faults"),
  extended("a target", '[target.unix.dependencies]\n@a/x = "1.0.0"', "invalid_target"),
  extended("a feature", '[features]\n"a b" = []', "invalid_feature"),
  extended("scripts", '[scripts]\nbuild = "rm"', "scripts_refused"),
  evil("more faults than are told", packageWith(...Array.from({ length: 200 }, (_, i) =>
    ({ path: `l${i}`, flag: "2" }))), ...Array<string>(100).fill("link"), "too_many_faults"),
]

export const EVIL: readonly Evil[] = [
  ...CONTAINERS, ...PATHS, ...KINDS, ...CHECKSUMS, ...MANIFESTS,
]
