// Capabilities: default providers, typed ones, handlers, captured ones, and the dynamic `Print`.

import assert from "node:assert/strict"
import { test } from "node:test"
import { lowered, prints } from "./fixture.test.ts"

test("a default provider is no argument at all", () => {
  const program = lowered(`
    trait Num { @num () -> int; }
    def impl Num { @num () -> int = 7; }
    @twice () -> int uses Num = Num.num() * 2;
    @main () -> void = print(msg: \`{twice()}\`);`)
  assert.equal([...program.funs.values()].every((fun) => fun.params.length <= 1), true)
})

test("a typed provider lives in a place of its own", () => {
  prints(`
    trait Store {
        @get (key: str) -> Option<str>;
        @put (key: str, value: str) -> void;
        @get_or (key: str, other: str) -> str = Store.get(key:) ?? other;
    }
    type Mem = { data: {str: str} }
    impl Mem: Store {
        @get (self, key: str) -> Option<str> = self.data[key];
        @put (self, key: str, value: str) -> void = self.data[key] = value;
    }
    @work () -> str uses Store = {
        Store.put(key: "a", value: "1");
        Store.get_or(key: "a", other: "?") + Store.get_or(key: "b", other: "?")
    }
    @main () -> void = {
        let mem = Mem { data: {} };
        with Store = mem in print(msg: work());
        print(msg: \`{mem.data}\`);
    }`, ["1?", "{}"])
})

test("a handler keeps its state, also for lambdas that outlive the with", () => {
  prints(`
    trait Counter { @next () -> int; }
    @three () -> [int] uses Counter = for _ in 0..3 yield Counter.next();
    @later () -> () -> int uses Counter = () -> Counter.next();
    @main () -> void = {
        let step = 2;
        let all = with Counter = handler(state: 0) { next: s -> (s + step, s) } in three();
        let f = with Counter = handler(state: 5) { next: s -> (s + 1, s) } in later();
        print(msg: \`{all} {f()} {f()}\`);
    }`, ["[0, 2, 4] 5 6"])
})

test("with Print changes what callees print to, until it is left", () => {
  prints(`
    type Buf = { text: str }
    impl Buf: Print {
        @print (self, msg: str) -> void = self.text += msg;
        @println (self, msg: str) -> void = self.text += msg + ";";
        @output (self) -> str = self.text;
        @clear (self) -> void = self.text = "";
    }
    @noise () -> void = { print(msg: "a"); print(msg: "b") }
    @main () -> void = {
        let text = with Print = Buf { text: "" } in { noise(); Print.output() };
        let failed = catch(expr: with Print = Buf { text: "" } in panic(msg: "p"));
        print(msg: \`{text} {failed.is_err()}\`);
    }`, ["a;b; true"])
})
