import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

it("reads a cause, which follows", () => {
  const trace = `/app/lib/till.rb:3:in \`rescue in take': not taken (Shop::Refused)
\tfrom /app/lib/till.rb:1:in \`take'
/app/lib/stock.rb:7:in \`fetch': key not found: "a" (KeyError)
\tfrom /app/lib/till.rb:2:in \`take'`;
  expect(chain(trace)).toEqual([
    ["KeyError", 'key not found: "a"'],
    ["Shop::Refused", "not taken"],
  ]);
  expect(names(trace)).toEqual(["stock.fetch", "till.take"]);
});

it("names a gem below the versions of Ruby's own folder", () => {
  const trace = "no (KeyError)\n/usr/lib/ruby/gems/3.4.0/gems/sneakers-2.12.0/lib/sneakers/worker.rb:3:in 'work'";
  expect(parseStack(trace, []).frames[0]).toMatchObject({ module: "sneakers", own: false });
});

it.each(["Shop::Refused: not taken", "Shop::Refused (not taken):"])("reads a head above the frames: %s", (head) => {
  const trace = `${head}\n/app/lib/till.rb:3:in 'Shop::Till#take'\nCaused by:\nKeyError (no key)\n/app/lib/stock.rb:7:in 'Shop::Stock#fetch'`;
  expect(chain(trace)).toEqual([
    ["KeyError", "no key"],
    ["Shop::Refused", "not taken"],
  ]);
  expect(names(trace)).toEqual(["Stock.fetch"]);
});
