// Holds answers against an OpenAPI document: a path, method, status, media type, header or field
// that it does not name is a fault.

import { Ajv2020, type AnySchema, type ValidateFunction } from "ajv/dist/2020.js"

export type Exchange = {
  method: string
  path: string
  status: number
  headers: [string, string][]
  body: string
}

type Content = Record<string, { schema?: AnySchema }>
type Answer = { $ref?: string; content?: Content; headers?: Record<string, unknown> }
type Operation = { responses: Record<string, Answer> }
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, AnySchema>; responses: Record<string, Answer> }
}

export type Checker = { read(text: string): string[]; faults(exchange: Exchange): string[] }

const ID = "http://registry/openapi.json"
const PROBLEM = "Problem"
/** The one parameter that holds slashes. */
const REST = "/{tile}"
/** What the connection has, not the registry. */
const TRANSPORT = new Set([
  "date", "connection", "keep-alive", "transfer-encoding", "content-length",
])
const METHODS = new Set(["get", "put", "post", "delete", "patch"])

export function checker(): Checker {
  let known: { text: string; document: Document; validators: Map<string, ValidateFunction> } | null
    = null
  return {
    read(text) {
      if (known?.text === text) return []
      const document = JSON.parse(text) as Document
      known = { text, document, validators: validators(document) }
      return document.openapi === "3.1.0" ? [] : [`openapi ${document.openapi}`]
    },
    faults(exchange) {
      if (known === null) return ["no document was read"]
      return judge(known.document, known.validators, exchange)
    },
  }
}

/** One for each answer with a schema, by `path method status`; references go to the document. */
function validators(document: Document): Map<string, ValidateFunction> {
  const ajv = new Ajv2020({ strict: true, strictRequired: true, allErrors: true })
  for (const word of ["openapi", "info", "paths", "components", "servers", "tags"]) {
    ajv.addKeyword(word)
  }
  ajv.addSchema({ ...document, $id: ID } as AnySchema)
  const found = new Map<string, ValidateFunction>()
  found.set(PROBLEM, ajv.compile({ $ref: `${ID}#/components/schemas/Problem` }))
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const method of Object.keys(methods).filter((name) => METHODS.has(name))) {
      for (const [status, given] of Object.entries(methods[method]?.responses ?? {})) {
        const answer = resolved(document, given)
        for (const [type, { schema }] of Object.entries(answer?.content ?? {})) {
          if (schema === undefined) continue
          found.set(`${path} ${method} ${status} ${type}`, ajv.compile(absolute(schema)))
        }
      }
    }
  }
  return found
}

/** An answer that several operations share stands among the components. */
function resolved(document: Document, answer: Answer | undefined): Answer | undefined {
  const name = answer?.$ref?.replace("#/components/responses/", "")
  return name === undefined ? answer : document.components.responses[name]
}

function absolute(schema: AnySchema): AnySchema {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#', `"$ref":"${ID}#`)
  return JSON.parse(text) as AnySchema
}

function judge(
  document: Document, known: Map<string, ValidateFunction>, exchange: Exchange,
): string[] {
  const { method, status, headers } = exchange
  const type = headers.find(([name]) => name === "content-type")?.[1] ?? ""
  const path = templateOf(document, exchange.path)
  const verb = method === "HEAD" ? "get" : method.toLowerCase()
  if (verb === "options" && path !== null && status === 204) return []
  const operation = path === null ? undefined : document.paths[path]?.[verb]
  // What no operation stands for can only be a problem that says so.
  if (operation === undefined) return strange(known, exchange, path)
  const answer = resolved(document, operation.responses[String(status)])
  const where = `${method} ${path} ${status}`
  if (answer === undefined) return [`${where} is not in the document`]
  const unnamed = headers.map(([name]) => name)
    .filter((name) => !TRANSPORT.has(name) && name !== "content-type")
    .filter((name) => !Object.keys(answer.headers ?? {}).some((one) => one.toLowerCase() === name))
    .map((name) => `${where}: header ${name}`)
  if (method === "HEAD" || status === 304 || status === 204) return unnamed
  if (answer.content?.[type] === undefined) return [...unnamed, `${where}: type ${type}`]
  const validate = known.get(`${path} ${verb} ${status} ${type}`)
  return [...unnamed, ...invalid(where, validate, valueOf(type, exchange.body))]
}

/** Codes of requests that no operation stands for. */
const STRANGE: Record<number, RegExp> = {
  401: /^token_/, 404: /^not_found$/, 405: /^method_not_allowed$/, 429: /^rate_limited$/,
  503: /^(limiter_)?unavailable$/,
}

function strange(
  known: Map<string, ValidateFunction>, exchange: Exchange, path: string | null,
): string[] {
  const { method, status, body } = exchange
  const where = `${method} ${path ?? exchange.path} ${status}`
  const codes = STRANGE[status]
  if (codes === undefined) return [`${where} is not in the document`]
  if (method === "HEAD") return []
  const problem = JSON.parse(body) as { code?: string }
  const { code = "" } = problem
  const wrong = codes.test(code) ? [] : [`${where}: code ${code}`]
  return [...wrong, ...invalid(where, known.get(PROBLEM), problem)]
}

/** What is not JSON is a text. */
function valueOf(type: string, body: string): unknown {
  return type.endsWith("json") ? JSON.parse(body) : body
}

function invalid(where: string, validate: ValidateFunction | undefined, value: unknown): string[] {
  if (validate === undefined || validate(value)) return []
  return (validate.errors ?? []).map((one) =>
    `${where}: ${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`)
}

/** The path of the document that a request's path is one of; fixed segments before parameters. */
function templateOf(document: Document, path: string): string | null {
  const given = path.replace(/\?.*$/s, "").split("/")
  const fitting = Object.keys(document.paths).filter((template) => {
    const parts = template.split("/")
    const fits = template.endsWith(REST)
      ? parts.length <= given.length
      : parts.length === given.length
    return fits && parts.every((part, i) =>
      part === given[i] || (/^\{\w+\}$/.test(part) && given[i] !== ""))
  })
  const parameters = (template: string) => template.split("{").length
  return fitting.sort((a, b) => parameters(a) - parameters(b))[0] ?? null
}
