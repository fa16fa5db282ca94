// Refusals around capabilities. That a function without `Suspend` never waits is what the
// registry's atomicity rests on, so each way around it is a case here.

import assert from "node:assert/strict"
import { test } from "node:test"
import { expectCodes, judgeText } from "./testing/judge.test.ts"

const STORE = `trait Store {
    @read (key: str) -> int;
}
type Fixed = { value: int }
impl Fixed: Store { @read (self, key: str) -> int = self.value; }
@get () -> int uses Store = Store.read(key: "a");
`
const CLOCK = "trait Clock { @now () -> int; }\ndef impl Clock { @now () -> int = 1; }\n"

test("a use or a call needs a declaration or a provider", () => {
  expectCodes([
    [STORE, ""],
    [STORE + "@f () -> int = Store.read(key: \"a\");", "E0600"],
    [STORE + "@f () -> int = get();", "E1200"],
    [STORE + "@f () -> int uses Store = get() + Store.read(key: \"b\");", ""],
    [STORE + "@f () -> int = with Store = Fixed { value: 1 } in get();", ""],
    [STORE + "@f () -> int = with Store = Fixed { value: get() } in get();", "E1200"],
    [STORE + "@f () -> () -> int = get;", "E1200"],
    [STORE + "@f () -> () -> int uses Store = get;", ""],
    [STORE + "@f () -> () -> int = () -> get();", "E1200"],
    [STORE + "@f () -> int = with Store = handler(state: 0) { read: (s, k) -> (s, s) } "
      + "in get();", ""],
    [STORE + "@f (x: int = get()) -> int uses Store = x;", "E1200"],
    [STORE + "let $X = get();", "E1200"],
    [STORE + "capset All = Store;\n@f () -> int uses All = get();", ""],
  ])
})

test("roots take defaults, others do not", () => {
  expectCodes([
    [CLOCK + "@main () -> void = print(msg: `{Clock.now()}`);", ""],
    [CLOCK + "@f () -> int = Clock.now();", "E0600"],
    [STORE + "@main () -> void = print(msg: `{get()}`);", "E1201"],
    [STORE + "@main () -> void uses Store = print(msg: `{get()}`);", "E1201"],
    [CLOCK + "@main () -> void uses Clock = print(msg: `{Clock.now()}`);", ""],
    [CLOCK + "type A = { n: int }\nimpl A: Printable { @to_str (self) -> str = "
      + "`{Clock.now()}`; }", ""],
    [CLOCK + "type A = { n: int }\nimpl A { @m (self) -> str = `{Clock.now()}`; }", "E0600"],
  ])
})

test("a default method reaches the provider that it was called through", () => {
  expectCodes([
    ["trait Log { @put (text: str) -> void; @line (text: str) -> void = Log.put(msg: "
      + "text); }", "E2011"],
    ["trait Log { @put (text: str) -> void; @line (text: str) -> void = Log.put(text:); }", ""],
  ])
})

test("an impl announces what it uses", () => {
  expectCodes([
    [CLOCK + "trait T { @m (self) -> int; }\nimpl int: T { @m (self) -> int uses "
      + "Clock = 1; }", "E1200"],
    [CLOCK + "trait T { @m (self) -> int uses Clock; }\nimpl int: T { @m (self) -> int uses "
      + "Clock = 1; }", ""],
    [CLOCK + "trait T { @m (self) -> int uses Clock; }\nimpl int: T { @m (self) -> int = 1; }", ""],
  ])
})

const WAIT = "@wait () -> int uses Suspend = 1;\n"

test("nothing suspends without saying so", () => {
  expectCodes([
    [WAIT, ""],
    [WAIT + "@f () -> int = wait();", "E1200"],
    [WAIT + "@f () -> int uses Suspend = wait();", ""],
    [WAIT + "@main () -> void = print(msg: `{wait()}`);", "E1200"],
    [WAIT + "@main () -> void uses Suspend = print(msg: `{wait()}`);", ""],
    [WAIT + "@f () -> int uses Suspend = { let g = () -> wait(); g() }", "E1200"],
    [WAIT + "@f () -> () -> int uses Suspend = wait;", "E1200"],
    [WAIT + "@f () -> [int] uses Suspend = [1, 2].map(x -> x + wait());", "E1200"],
    [WAIT + "@f () -> [int] uses Suspend = for x in [1, 2] yield x + wait();", ""],
    [WAIT + "let $X = wait();", "E1200"],
    [WAIT + "@f (x: int = wait()) -> int uses Suspend = x;", "E1200"],
    [WAIT + "@f (x: int) -> int pre(wait() == x) = x;", "E1200"],
    [WAIT + "@f () -> Result<int, str> uses Suspend = try { wait() };", ""],
    [WAIT + "@f () -> int uses Suspend = catch(expr: wait()).unwrap();", ""],
    [WAIT + "@f () -> int uses Suspend = with(acquire: 1, action: x -> wait(), release: "
      + "x -> ());", "E1200"],
  ])
})

test("no impl suspends unless its trait says so", () => {
  const quiet = "trait T { @m (self) -> int; }\n"
  const loud = "trait T { @m (self) -> int uses Suspend; }\n"
  expectCodes([
    [WAIT + quiet + "impl int: T { @m (self) -> int = wait(); }", "E1200"],
    [WAIT + quiet + "impl int: T { @m (self) -> int uses Suspend = wait(); }", "E1200"],
    [WAIT + loud + "impl int: T { @m (self) -> int uses Suspend = wait(); }", ""],
    [WAIT + loud + "impl int: T { @m (self) -> int = wait(); }", "E1200"],
    [loud + "impl int: T { @m (self) -> int = 1; }\n@f (x: int) -> int = x.m();", ""],
    [loud + "@f<A: T> (x: A) -> int = x.m();", "E1200"],
    [loud + "@f (x: T) -> int = x.m();", "E1200"],
    [WAIT + "type A = { n: int }\nimpl A: Drop { @drop (self) -> void uses Suspend = { "
      + "wait(); } }", "E0980"],
    [WAIT + "type A = { n: int }\nimpl A: Add { @add (self, rhs: A) -> A = { wait(); "
      + "self } }", "E1200"],
    [WAIT + "type A = { n: int }\nimpl A: Printable { @to_str (self) -> str = "
      + "`{wait()}`; }", "E1200"],
  ])
})

test("capabilities that suspend carry it to their users", () => {
  const net = "trait Net { @get (url: str) -> str uses Suspend; }\n"
  expectCodes([
    [net + "@f () -> str uses Net = Net.get(url: \"a\");", "E1200"],
    [net + "@f () -> str uses Net, Suspend = Net.get(url: \"a\");", ""],
    [net + "capset Web = Net;\n@f () -> str uses Web = Net.get(url: \"a\");", "E1200"],
    [WAIT + "trait Net { @get (url: str) -> str; }\n"
      + "@f () -> str uses Suspend =\n"
      + "  with Net = handler { get: (s, u) -> { wait(); ((), u) } } in Net.get(url: \"a\");",
    "E1200"],
  ])
})

test("markers are not bound, `unsafe` discharges Unsafe only", () => {
  expectCodes([
    ["@f () -> int = with Suspend = 1 in 2;", "E1203"],
    ["@danger () -> int uses Unsafe = 1;\n@f () -> int = danger();", "E1200"],
    ["@danger () -> int uses Unsafe = 1;\n@f () -> int = unsafe { danger() };", ""],
    [WAIT + "@f () -> int = unsafe { wait() };", "E1200"],
  ])
})

test("foreign calls are declared, save where effects enter", () => {
  const extern = "extern \"c\" from \"m\" { @_cbrt (x: float) -> float as \"cbrt\"; }\n"
  expectCodes([
    [extern + "@f () -> float = _cbrt(x: 1.0);", "E0600"],
    [extern + "@f () -> float uses FFI = _cbrt(x: 1.0);\n@g () -> float = f();", "E1200"],
    [extern + "trait T { @m (self) -> float; }\nimpl float: T { @m (self) -> float = _cbrt(x: "
      + "self); }", ""],
    [extern + "@main () -> void = print(msg: `{_cbrt(x: 1.0)}`);", "E0600"],
  ])
})

test("providers are noted where they are used, and at the lambdas that capture them", () => {
  const { typed } = judgeText(STORE
    + "@f () -> int uses Store = {\n"
    + "  let g = () -> with Store = Fixed { value: 1 } in get();\n  g() + get()\n}\n"
    + "@h () -> () -> int uses Store = () -> get();")
  const sources = typed.flatMap((table) => table.providers.flatMap((list) => list ?? []))
  const kinds = sources.map((one) => one.from.k).sort()
  assert.deepEqual(kinds, ["received", "received", "received", "received", "with"])
})
