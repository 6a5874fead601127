import { expect, test } from "vitest";
import { readConfig } from "../../config/read.ts";
import { maskConfig } from "../../config/mask.ts";
import { noticeWith } from "../../testing/notices.ts";
import { localOutbound, startService } from "../../testing/other-side.ts";
import { openAlertmanager } from "./alertmanager.ts";

test("a proxy in front gets its header, and its refusal is not taken for an answer", async () => {
  const { url, asked } = await startService((_request, nth) => ({ status: nth === 1 ? 401 : 503 }));
  const channel = openAlertmanager({ url: `${url}/am`, authorization: "Bearer t-1" }, localOutbound());
  const { signal } = new AbortController();
  expect(await channel.post(noticeWith(), signal, false)).toEqual({ is: "broken", said: "Answered 401." });
  expect(await channel.post(noticeWith(), signal, false)).toMatchObject({ is: "retry" });
  expect(asked.map(({ method, path, headers }) => `${method} ${path} ${headers.authorization}`)).toEqual(
    Array(2).fill("POST /am/api/v2/alerts Bearer t-1"),
  );
});

test("what is configured, without what it signs in with", () => {
  const config = readConfig('channels: { am: { kind: alertmanager, url: "https://am.example.com", authorization: Bearer t-1 } }', "r", {});
  expect(config.channels).toEqual([{ kind: "alertmanager", name: "am", url: "https://am.example.com", authorization: "Bearer t-1" }]);
  expect(maskConfig(config)).toMatchObject({ channels: [{ url: "https://am.example.com/", authorization: "••••••" }] });
  expect(readConfig('channels: { am: { kind: alertmanager, url: "http://am:9093" } }', "r", {}).channels).toMatchObject([
    { authorization: null },
  ]);
});
