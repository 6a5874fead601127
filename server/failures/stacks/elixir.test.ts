import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

it("reads type, text and frames, of which the shop's own are those of its application", () => {
  const trace = `** (Shop.OutOfStockError) no stock for ord-1
    (ecto 3.11.1) lib/ecto/repo.ex:12: Ecto.Repo.one!/2
    (shop 0.1.0) lib/shop/orders.ex:31: anonymous fn/2 in Shop.Orders.take/2
    (elixir 1.15.0) lib/enum.ex:984: Enum."-map/2-lists^map/1-0-"/2
    (stdlib 5.0) gen_server.erl:1123: :gen_server.try_handle_cast/4
    lib/shop/consumer.ex:9: Shop.Consumer.handle_message/3`;
  expect(chain(trace)).toEqual([["Shop.OutOfStockError", "no stock for ord-1"]]);
  expect(names(trace)).toEqual(["(Repo.one!)", "Orders.take", "(Enum.map)", "(:gen_server.try_handle_cast)", "Consumer.handle_message"]);
  expect(parseStack(trace, []).frames[1]?.location).toBe("orders.ex:31");
});

it("reads what made another process exit as the cause", () => {
  const trace = `** (exit) exited in: GenServer.call(Shop.Stock, :take, 5000)
    ** (EXIT) an exception was raised:
        ** (ArithmeticError) bad argument in arithmetic expression
            (shop 0.1.0) lib/shop/stock.ex:4: Shop.Stock.handle_call/3`;
  expect(chain(trace)).toEqual([
    ["ArithmeticError", "bad argument in arithmetic expression"],
    [null, "exited in: GenServer.call(Shop.Stock, :take, 5000)"],
  ]);
  expect(names(trace)).toEqual(["Stock.handle_call"]);
  expect(chain("** (exit) exited in: GenServer.call(Shop.Stock, :take, 5000)\n    ** (EXIT) time out")[0]).toEqual([null, "time out"]);
});
