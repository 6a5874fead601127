import { expect, test } from "vitest";
import { packHead, rabbitmqCodec as codec } from "../sources/rabbitmq/head.ts";
import { everyField, field, longstr, properties } from "../sources/rabbitmq/wire-samples.ts";
import { edit } from "./input.ts";

test("headers of every type, to the browser and back with an edit of another one, keep their exact bytes", () => {
  const odd = [field("truth", Buffer.of(0x74, 2)), field(Buffer.of(0xff), longstr("1")), field("__proto__", longstr("p"))];
  const fields = [...odd, ...everyField.map(({ bytes }, at) => field(`k${at}`, bytes))];
  const headOf = (last: string) =>
    packHead({
      exchange: Buffer.from("orders"),
      routingKey: Buffer.from("paid"),
      properties: properties({ headers: [...fields, field("last", longstr(last))], "content-type": "application/json", timestamp: 1n }),
    });
  const { headers, properties: fixed } = JSON.parse(JSON.stringify(codec.decode(headOf("old"))));
  headers.at(-1).value.text = "new";
  const { head } = edit.parse({ id: 1, seq: 1, reason: "a typo", head: { headers, properties: fixed } });
  expect(head && Buffer.from(codec.edit(headOf("old"), head)).toString("hex")).toBe(Buffer.from(headOf("new")).toString("hex"));
});
