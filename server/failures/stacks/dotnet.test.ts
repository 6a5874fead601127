import { expect, it } from "vitest";
import { parseStack } from "../stack.ts";

const names = (trace: string) => parseStack(trace, []).frames.map(({ name, own }) => (own ? name : `(${name})`));
const chain = (trace: string) => parseStack(trace, []).errors.map(({ type, text }) => [type, text]);

const dotnet = `System.InvalidOperationException: cannot charge
 ---> Shop.PaymentException: refused
 ---> System.Net.Sockets.SocketException (111): Connection refused
   at System.Net.Sockets.Socket.Connect(EndPoint remote)
   --- End of inner exception stack trace ---
   at Shop.PaymentClient.<Charge>d__5.MoveNext() in C:\\src\\PaymentClient.cs:line 88
   --- End of inner exception stack trace ---
   at Shop.Handler.Handle[T](Order order, CancellationToken token) in /src/Handler.cs:line 12`;

it("reads .NET: the innermost exception stands last in the head and first in the frames", () => {
  expect(chain(dotnet)).toEqual([
    ["System.Net.Sockets.SocketException", "Connection refused"],
    ["Shop.PaymentException", "refused"],
    ["System.InvalidOperationException", "cannot charge"],
  ]);
  expect(names(dotnet)).toEqual(["(Socket.Connect)", "PaymentClient.Charge", "Handler.Handle"]);
  expect(parseStack(dotnet, []).frames[1]?.location).toBe("PaymentClient.cs:88");
});

it("reads .NET frames without a head, and a head on one line", () => {
  expect(names("   at Shop.PaymentClient.Charge(Order o)\n   at System.Foo.Bar()")).toEqual(["PaymentClient.Charge", "(Foo.Bar)"]);
  expect(chain("System.Exception: outer ---> Shop.InnerException: inner\n   at Shop.A.B()")).toEqual([
    ["Shop.InnerException", "inner"],
    ["System.Exception", "outer"],
  ]);
});

it.each([
  ["German", "   bei Shop.Till.Take(Order order) in C:\\src\\Till.cs:Zeile 41.", "Till.cs:41"],
  ["French", "   à Shop.Till.Take(Order order) dans C:\\src\\Till.cs:ligne 41", "Till.cs:41"],
  ["Russian", "   в Shop.Till.Take(Order order) в /src/Till.cs:строка 41", "Till.cs:41"],
  ["Japanese", "   場所 Shop.Till.Take(Order order) 場所 C:\\src\\Till.cs:行 41", "Till.cs:41"],
  ["Korean", "   위치: Shop.Till.Take(Order order) 파일 C:\\src\\Till.cs:줄 41", "Till.cs:41"],
  ["Turkish", "   konum: Shop.Till.Take(Order order) C:\\src\\Till.cs içinde: satır 41", "Till.cs:41"],
  ["Hungarian", "   a következő helyen: Shop.Till.Take(Order order) hely: C:\\src\\Till.cs, sor: 41", "Till.cs:41"],
  ["no place", "   bei Shop.Till.Take()", null],
  ["Mono", "  at Shop.Till.Take (Shop.Order order) [0x0000c] in /src/Till.cs:41 ", "Till.cs:41"],
])("knows a frame by its shape: %s", (_, line, location) => {
  expect(parseStack(`Shop.RefusedException: nein\n${line}`, [])).toMatchObject({
    errors: [{ type: "Shop.RefusedException", text: "nein" }],
    frames: [{ name: "Till.Take", location }],
  });
});

it.each(["   see Shop.Till(again)", "   as in Shop.Till.Take(order)", "  bei Shop.Till.Take()", "   bei Shop.Till.Take() und so weiter"])(
  "takes no other line for a frame: %s",
  (line) => {
    expect(names(`Shop.RefusedException: no\n${line}`)).toEqual([]);
  },
);

it("reads a chain whose words are another language's", () => {
  const trace = `System.Exception: Rechnung nicht gebucht. ---> System.Net.Sockets.SocketException: Keine Antwort
   bei System.Net.Sockets.Socket.Connect(EndPoint remote)
   bei Shop.Rates.Fetch(String currency) in C:\\src\\Rates.cs:Zeile 19.
   --- Ende der internen Ausnahmestapelüberwachung ---
   bei Shop.Till.Take(Order order)`;
  expect(chain(trace)).toEqual([
    ["System.Net.Sockets.SocketException", "Keine Antwort"],
    ["System.Exception", "Rechnung nicht gebucht."],
  ]);
  expect(names(trace)).toEqual(["(Socket.Connect)", "Rates.Fetch", "Till.Take"]);
});

it("takes the first of several inner exceptions for the cause, as .NET does", () => {
  const trace = `System.AggregateException: One or more errors occurred. (a) (b)
 ---> Shop.FirstException: a
   at Shop.First.Run()
   --- End of inner exception stack trace ---
   at Shop.Till.Take()
 ---> (Inner Exception #1) Shop.SecondException: b
   at Shop.Second.Run()<---
`;
  expect(chain(trace).map(([type]) => type)).toEqual(["Shop.FirstException", "System.AggregateException"]);
  expect(names(trace)).toEqual(["First.Run", "Till.Take"]);
});

it("takes an arrow in a text for text", () => {
  expect(chain("Shop.RefusedException: state a ---> b is not allowed\n   at Shop.Till.Take()")).toEqual([
    ["Shop.RefusedException", "state a ---> b is not allowed"],
  ]);
});
