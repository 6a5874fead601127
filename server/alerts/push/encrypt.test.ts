import { createECDH, createPublicKey, verify } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileNotice, longNotice, noticeWith } from "../../testing/notices.ts";
import { makeDevice } from "../../testing/push-device.ts";
import { authorizePush } from "./authorize.ts";
import { encryptPush, mostPayloadBytes, newKey } from "./encrypt.ts";
import { pushPayload } from "./payload.ts";

test("the example of RFC 8291, section 5", () => {
  const own = createECDH("prime256v1");
  own.setPrivateKey("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw", "base64url");
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const body = encryptPush("When I grow up, I want to be a watermelon", keys, own, Buffer.from("DGv6ra1nlYgDCS1FRnbzlw", "base64url"));
  expect(body.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("whatever is encrypted, the device alone reads it; no two messages are alike", () => {
  const device = makeDevice("http://127.0.0.1/");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
      const [one, other] = [encryptPush(text, device.keys), encryptPush(text, device.keys)];
      expect([device.decrypt(one), device.decrypt(other)]).toEqual([text, text]);
      expect(one.equals(other)).toBe(false);
    }),
    { numRuns: 30 },
  );
  expect(() => encryptPush("x", { ...device.keys, p256dh: Buffer.alloc(65, 4).toString("base64url") })).toThrow();
});

test("a notice fits into what push services take, whatever its text", () => {
  for (const notice of [
    noticeWith(),
    hostileNotice(),
    longNotice(),
    noticeWith({ dedupKey: "k".repeat(400), title: "\u{1F4E8}".repeat(900), next: "\u{1F4E8}".repeat(900) }),
  ])
    expect(Buffer.byteLength(pushPayload(notice))).toBeLessThan(mostPayloadBytes);
});

test("the token names the service, ends within a day, and is signed by the key beside it (RFC 8292)", () => {
  const key = newKey();
  const keys = { publicKey: key.getPublicKey("base64url"), privateKey: key.getPrivateKey("base64url") };
  const now = new Date("2026-11-29T09:00:00Z");
  const header = authorizePush("https://push.example.com:8443/send/1?x=2", { keys, contact: "ops@example.com", now });
  const [, token = "", k = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toEqual({
    aud: "https://push.example.com:8443",
    exp: now.getTime() / 1_000 + 43_200,
    sub: "mailto:ops@example.com",
  });
  const point = Buffer.from(k, "base64url");
  const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
  const by = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" as const };
  expect(verify("sha256", Buffer.from(`${head}.${claims}`), by, Buffer.from(signature, "base64url"))).toBe(true);
});
