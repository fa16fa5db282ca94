// Command line arguments against a table of options: pure, so that usage errors are tested without
// a process.

/** `value`: the word that stands for the option's value in the usage; null for a switch. */
export type Option = { name: string; short: string | null; value: string | null; help: string }

export type Command = {
  name: string
  /** What follows the name in the usage line: `FILE -o OUT`. */
  operands: string
  summary: string
  options: Option[]
  minimum: number
  maximum: number
  /** Everything after `--` belongs to the program that is run. */
  passes: boolean
}

type Parsed =
  | { k: "ok"; operands: string[]; flags: Map<string, string>; rest: string[] }
  | { k: "help" }
  | { k: "wrong"; message: string }

export function parseArgs(command: Command, args: string[]): Parsed {
  const flags = new Map<string, string>()
  const operands: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ""
    if (arg === "--help" || arg === "-h") return { k: "help" }
    if (arg === "--") return finish(command, operands, flags, args.slice(i + 1))
    if (!arg.startsWith("-") || arg === "-") {
      operands.push(arg)
      continue
    }
    const [name = "", inline] = splitOption(arg)
    const option = command.options.find(
      (known) => `--${known.name}` === name || `-${known.short}` === name,
    )
    if (option === undefined) return wrong(`unknown option ${name}`)
    if (option.value === null && inline !== null) return wrong(`${name} takes no value`)
    const value = option.value === null ? "" : (inline ?? args[++i])
    if (value === undefined) return wrong(`${name} needs a value: ${option.value}`)
    flags.set(option.name, value)
  }
  return finish(command, operands, flags, [])
}

function splitOption(arg: string): [string, string | null] {
  const at = arg.indexOf("=")
  return arg.startsWith("--") && at > 0 ? [arg.slice(0, at), arg.slice(at + 1)] : [arg, null]
}

function finish(
  command: Command,
  operands: string[],
  flags: Map<string, string>,
  rest: string[],
): Parsed {
  if (operands.length < command.minimum) return wrong("something is missing")
  if (operands.length > command.maximum) return wrong(`one too many: ${operands[command.maximum]}`)
  if (rest.length > 0 && !command.passes)
    return wrong(`\`${command.name}\` passes nothing on after --`)
  const value = wrongValue(command.options, flags)
  return value === null ? { k: "ok", operands, flags, rest } : wrong(value)
}

/** What a flag may be, where not everything is. */
const VALUES: Record<string, RegExp> = {
  target: /^(native|wasm)$/,
  features: /^\s*(\w+\s*(,\s*\w+\s*)*)?$/,
  shard: /^[1-9]\d{0,4}\/[1-9]\d{0,4}$/,
}

function wrongValue(options: Option[], flags: Map<string, string>): string | null {
  for (const { name } of options) {
    const value = flags.get(name)
    if (value === undefined || VALUES[name]?.test(value) !== false) continue
    return `--${name} cannot be ${value}`
  }
  const [index = 0, count = 1] = (flags.get("shard") ?? "").split("/").map(Number)
  return index > count ? `there is no part ${index} of ${count}` : null
}

function wrong(message: string): Parsed {
  return { k: "wrong", message }
}

export function usage(command: Command): string {
  const lines = command.options.map((option) => {
    const short = option.short === null ? "" : `-${option.short}, `
    const value = option.value === null ? "" : ` ${option.value}`
    return `  ${`${short}--${option.name}${value}`.padEnd(24)} ${option.help}`
  })
  const options = lines.length === 0 ? "" : `\n\n${lines.join("\n")}`
  return `usage: ori ${command.name} ${command.operands}\n\n${command.summary}${options}\n`
}
