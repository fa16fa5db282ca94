// Archives for the tests in workerd: a small tar writer, and the runtime's own gzip.

const BLOCK = 512
const ENCODER = new TextEncoder()

function header(path: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK)
  const put = (text: string, at: number) => block.set(ENCODER.encode(text), at)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0")
  put(path, 0)
  put(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, 100)
  put(`${octal(size, 11)}\0${octal(0, 11)}\0${" ".repeat(8)}0`, 124)
  put("ustar\u000000", 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  put(`${octal(sum, 6)}\0 `, 148)
  return block
}

export async function pack(files: Record<string, string>): Promise<Uint8Array<ArrayBuffer>> {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const body = ENCODER.encode(text)
    const room = new Uint8Array(Math.ceil(body.length / BLOCK) * BLOCK)
    room.set(body)
    return [header(path, body.length), room]
  })
  const tar = new Blob([...blocks, new Uint8Array(2 * BLOCK)])
  const gzip = tar.stream().pipeThrough(new CompressionStream("gzip"))
  return new Uint8Array(await new Response(gzip).arrayBuffer())
}

export function manifest(name: string, version: string, more = ""): string {
  return [
    "[project]", `name = "${name}"`, `version = "${version}"`, 'description = "Of the tests"',
    'license = "Apache-2.0"', 'ori = "2026.1.0"', "", "[project.entry]", 'lib = "src/lib.ori"',
    more, "",
  ].join("\n")
}

export function packPackage(name: string, version: string): Promise<Uint8Array<ArrayBuffer>> {
  return pack({ "oripk.toml": manifest(name, version), "src/lib.ori": `// ${name} ${version}\n` })
}
