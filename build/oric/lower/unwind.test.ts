// `catch`, `with(acquire…)` and values with a Drop impl: what happens on each way out.

import { test } from "node:test"
import { prints } from "./fixture.test.ts"

const GUARD = `
  type G = { name: str }
  impl G: Drop { @drop (self) -> void = print(msg: "drop " + self.name); }
  @g (name: str) -> G = G { name };
`

test("catch gives the message, and completed assignments stay", () => {
  prints(`
    @main () -> void = {
        let n = 0;
        let r = catch(expr: { n += 1; if n > 0 then panic(msg: "boom"); n });
        let ok = catch(expr: n + 1);
        print(msg: \`{r.unwrap_err()} {ok.unwrap()} {n}\`);
    }`, ["boom 2 1"])
})

test("?, let? and jumps leave a catch", () => {
  prints(`
    @p (s: str) -> Result<int, str> = (s as? int).ok_or(err: "e");
    @run (s: str) -> Result<int, str> = { let n = catch(expr: p(s:)? + 1).unwrap(); Ok(n) }
    @main () -> void = {
        let xs = for i in 0..5 yield catch(expr: {
            if i == 1 then continue;
            if i == 3 then break;
            i
        }).unwrap();
        print(msg: \`{run(s: "4")} {run(s: "q")} {xs}\`);
    }`, ["Ok(5) Err(e) [0, 2]"])
})

test("release runs after the action, also when it panics", () => {
  prints(`
    @use (fail: bool) -> Result<int, str> = catch(expr: with(
        acquire: 5,
        action: r -> if fail then panic(msg: "bad") else r + 1,
        release: r -> print(msg: \`release {r}\`),
    ));
    @main () -> void = {
        print(msg: \`{use(fail: false).unwrap()}\`);
        print(msg: use(fail: true).unwrap_err());
    }`.replaceAll("use", "hold"), ["release 5", "6", "release 5", "bad"])
})

test("the value of a scope outlives its other values", () => {
  prints(`${GUARD}
    @make () -> G = { let keep = g(name: "keep"); let other = 3; keep }
    @main () -> void = { let kept = make(); print(msg: "got " + kept.name) }
  `, ["got keep"])
})
