import { expect, test } from "vitest";
import { Outbound } from "../../outbound/outbound.ts";
import { serviceRule } from "../../outbound/rule.ts";
import { localOutbound, type ServiceAnswer, startService } from "../../testing/other-side.ts";
import { ask, judgeStatus, quote } from "./ask.ts";

const signal = new AbortController().signal;

test.each<[ServiceAnswer, object]>([
  [{ status: 200 }, { is: "delivered", ref: null, said: "Answered 200." }],
  [{ status: 204 }, { is: "delivered" }],
  [
    { status: 302, headers: { location: "http://127.0.0.1:1/" } },
    { is: "broken", said: "Answered 302, a redirect: Redrive follows none." },
  ],
  [{ status: 400 }, { is: "broken" }],
  [{ status: 401 }, { is: "broken" }],
  [{ status: 404 }, { is: "broken" }],
  [{ status: 410 }, { is: "broken" }],
  [{ status: 408 }, { is: "retry", afterMs: null }],
  [
    { status: 429, headers: { "retry-after": "7" } },
    { is: "retry", afterMs: 7_000, said: "Answered 429." },
  ],
  [{ status: 500 }, { is: "retry", afterMs: null }],
  [
    { status: 503, headers: { "retry-after": "soon" } },
    { is: "retry", afterMs: null },
  ],
  ["cut", { is: "retry", said: "No answer: ECONNRESET." }],
  [
    { status: 200, body: "x".repeat(70_000) },
    { is: "retry", said: "No answer: the answer is larger than 65536 bytes." },
  ],
])("%j", async (answer, means) => {
  const { url, asked } = await startService(() => answer);
  expect(await ask(localOutbound(), { url: `${url}/secret`, body: "{}", signal }, judgeStatus)).toMatchObject(means);
  expect(asked).toHaveLength(1);
});

test("what the guard closes is not asked, and its answer holds no path", async () => {
  const outbound = new Outbound(serviceRule([]));
  const answer = await ask(outbound, { url: "http://127.0.0.1:1/token-1", body: "{}", signal }, judgeStatus);
  expect(answer).toEqual({
    is: "broken",
    said: "127.0.0.1 is not asked: it is this machine itself. outbound.allow in redrive.yaml can open it.",
  });
});

test("whoever stops does not wait for an answer", async () => {
  const { url } = await startService(() => "never");
  const stop = new AbortController();
  const answered = ask(localOutbound(), { url, body: "{}", signal: stop.signal }, judgeStatus);
  stop.abort();
  expect(await answered).toEqual({ is: "retry", afterMs: null, said: "Stopped before an answer came." });
});

test("nobody listens", async () => {
  const answer = await ask(localOutbound(), { url: "http://127.0.0.1:1/token-1", body: "{}", signal }, judgeStatus);
  expect(answer).toEqual({ is: "retry", afterMs: null, said: "No answer: ECONNREFUSED." });
});

test("words of others are one line, and nothing hides in them", () => {
  expect(quote("no\r\n such \u202E key")).toBe("no such [U+202E] key");
  expect(quote("x".repeat(500))).toHaveLength(200);
  expect(quote({ not: "text" })).toBe("");
});
