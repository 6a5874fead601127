import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { isSigned } from "./verify.ts";

const secret = "8f742231b10e8888abcd99yyyzzz85a5";
/** The example of Slack's own documentation. */
const raw = Buffer.from(
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
);
const timestamp = "1531420618";
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const at = (seconds: number) => new Date((Number(timestamp) + seconds) * 1_000);

test("the example of Slack's documentation is signed, for five minutes", () => {
  for (const seconds of [-300, 0, 300]) expect(isSigned(secret, { raw, timestamp, signature }, at(seconds))).toBe(true);
  for (const seconds of [-301, 301, 1e6]) expect(isSigned(secret, { raw, timestamp, signature }, at(seconds))).toBe(false);
});

test("any other byte, secret, time or form is not", () => {
  const signed = { raw, timestamp, signature };
  const other = [
    { ...signed, raw: Buffer.concat([raw, Buffer.from(" ")]) },
    { ...signed, timestamp: "1531420619" },
    { ...signed, timestamp: "" },
    { ...signed, timestamp: null },
    { ...signed, timestamp: `${timestamp}.0` },
    { ...signed, timestamp: `+${timestamp}` },
    { ...signed, signature: null },
    { ...signed, signature: "" },
    { ...signed, signature: signature.toUpperCase() },
    { ...signed, signature: signature.slice(3) },
    { ...signed, signature: `${signature}0` },
    { ...signed, signature: `v1${signature.slice(2)}` },
  ];
  for (const one of other) expect(isSigned(secret, one, at(0))).toBe(false);
  expect(isSigned("", signed, at(0))).toBe(false);
  const forged = `v0=${createHmac("sha256", "other").update(`v0:${timestamp}:`).update(raw).digest("hex")}`;
  expect(isSigned(secret, { ...signed, signature: forged }, at(0))).toBe(false);
});
