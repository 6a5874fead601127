import { expect, test } from "vitest";
import { candidate, sendable } from "../testing/candidate.ts";
import { testContext } from "../testing/context.ts";
import type { Candidate, Scope } from "./candidate.ts";
import type { Check, Moment } from "./check.ts";
import { checks, checksAt } from "./checks.ts";
import { inform, judge } from "./judge.ts";
import { judgeAll, tally } from "./tally.ts";
import type { Finding } from "./verdict.ts";
import { checkWords } from "./words.ts";

const now = new Date("2026-11-23T12:00:00Z");
const nobody = testContext({} as Parameters<typeof testContext>[0]);
/** It carries nothing of where it came from. */
const nowhere = { ...sendable, queue: false, exchange: false, partition: false };
const scope: Scope = { target: { to: "failed_queue" }, log: false, ordered: false };

/** The verdict of the checks that Redrive has. */
async function verdictOf(moment: Moment, one: Candidate) {
  return judge(await inform(nobody, checksAt(moment, one), [one]), one, now).verdict;
}

const says = (code: string, finding: Finding | null): Check => ({
  code,
  when: ["plan"],
  per: "class",
  judge: () => finding,
  words: { line: () => ({ label: code, n: 0, text: "" }), reason: () => code },
});

test.each<[string, Partial<Candidate>, string | null]>([
  ["dead, of a known origin", {}, null],
  ["replaying", { state: "replaying" }, "in_replay"],
  ["unknown", { state: "unknown" }, "in_replay"],
  ["discarded", { state: "discarded" }, "not_dead"],
  ["replayed to the limit", { replayCount: 5 }, "too_often"],
  ["below the limit", { replayCount: 4 }, null],
  ["without an origin", { facts: nowhere }, "no_origin"],
  ["without an origin, to a queue by name", { facts: nowhere, target: { to: "queue", queue: "q" } }, null],
  ["not the whole event", { facts: { ...sendable, incomplete: true } }, "incomplete"],
  ["more than its broker takes", { facts: { ...sendable, problem: "size" } }, "unsendable"],
  ["of a topic of Kafka Streams", { facts: { ...sendable, internal: true }, log: true }, "internal_topic"],
  ["to its exchange, where there are none", { exchanges: false, target: { to: "origin" } }, "no_origin"],
  ["to its exchange", { target: { to: "origin" } }, null],
  ["to be released, captured", { target: { to: "release" } }, "captured"],
  ["to be released, its capture paused", { target: { to: "release" }, paused: true }, null],
  ["to be released, of a topic", { target: { to: "release" }, log: true, mode: "mirror" }, "stays"],
  [
    "to be released, replayed often and without an origin",
    { target: { to: "release" }, paused: true, replayCount: 9, facts: nowhere },
    null,
  ],
])("what is %s is judged alike in a plan and at the start", async (_, fields, code) => {
  const expected = code === null ? { do: "send" } : { do: "skip", code };
  expect(await verdictOf("plan", candidate(fields))).toMatchObject(expected);
  expect(await verdictOf("start", candidate(fields))).toMatchObject(expected);
});

test("the first check that skips gives the reason; a skip counts before a hold, and a hold before what is not known", () => {
  const [skip, hold, unknown] = [
    { do: "skip", data: 1 },
    { do: "hold", data: 2, until: now },
    { do: "unknown", data: 3 },
  ] as const;
  const verdict = (...all: readonly (Finding | null)[]) =>
    judge(
      all.map((finding, at) => ({ check: says(`c${at}`, finding), facts: undefined })),
      candidate(),
      now,
    ).verdict;
  expect(verdict(null, { do: "send", data: null })).toEqual({ do: "send" });
  expect(verdict(unknown, hold, skip)).toEqual({ ...skip, code: "c2" });
  expect(verdict(unknown, hold)).toEqual({ ...hold, code: "c1" });
  expect(verdict(unknown, null)).toEqual({ ...unknown, code: "c0" });
  expect(verdict(skip, { ...skip, data: 9 })).toEqual({ ...skip, code: "c0" });
});

test("facts that cannot be read are unknown, and are read once for all checks that go by the same", async () => {
  let reads = 0;
  const read = async () => {
    reads += 1;
    return null;
  };
  const check = { ...says("other_database", { do: "send", data: null }), read };
  const informed = await inform(nobody, [check, { ...check, code: "second" }], [candidate()]);
  expect(reads).toBe(1);
  expect(judge(informed, candidate(), now).verdict).toEqual({ do: "unknown", code: "other_database", data: null });
});

test("a plan counts messages, not classes; what is skipped is told by one check alone", async () => {
  const all = [candidate({ n: 7, verdict: "poison" }), candidate({ n: 5, verdict: "poison", state: "discarded" }), candidate({ n: 2 })];
  const informed = await inform(nobody, checksAt("plan", scope), all);
  const lines = new Map(
    tally(informed, judgeAll(informed, all, now), { ...scope, logKeys: { n: 0, capped: false } }).map((line) => [line.key, line]),
  );
  expect(lines.get("in_replay")).toMatchObject({ n: 0, effect: null, text: "none" });
  expect(lines.get("not_dead")).toMatchObject({ n: 5, effect: "skip", text: "skipped: replayed, discarded or released already" });
  expect(lines.get("too_often")).toMatchObject({ n: 0, label: "Replayed 5 times already", text: "none, limit 5 per lineage" });
  expect(lines.get("poison")).toMatchObject({
    n: 7,
    effect: "send",
    text: "sent, and will fail again unless the handler was fixed",
  });
});

test("a plan asks what can apply to its target and its sources", () => {
  const asked = (fields: Partial<Scope>) => checksAt("plan", { ...scope, ...fields }).map(({ code }) => code);
  const plain = [
    "in_replay",
    "not_dead",
    "too_often",
    "incomplete",
    "no_origin",
    "unsendable",
    "no_marks",
    "poison",
    "no_queue",
    "too_large",
  ];
  const ofLogs = ["no_partition", "partition_gone", "moved", "later", "differs", "internal_topic"];
  const ofReleases = ["captured", "stays"];
  expect(asked({})).toEqual(expect.arrayContaining(plain));
  expect(asked({})).not.toEqual(expect.arrayContaining([expect.toBeOneOf([...ofLogs, ...ofReleases])]));
  expect(asked({ log: true })).toEqual(expect.arrayContaining([...plain, "moved", "later", "differs", "internal_topic"]));
  expect(asked({ log: true })).not.toContain("no_partition");
  expect(asked({ log: true, target: { to: "failed_queue", partition: "origin" } })).toEqual(expect.arrayContaining([...plain, ...ofLogs]));
  const released = asked({ log: true, target: { to: "release" } });
  expect(released).toEqual(expect.arrayContaining(["in_replay", "not_dead", "unsendable", "no_queue", ...ofReleases]));
  expect(released).not.toEqual(expect.arrayContaining([expect.toBeOneOf([...ofLogs, "too_often", "no_origin", "no_marks", "poison"])]));
});

test("each check has its own code, and each reason words, also where its facts are not known", () => {
  expect(new Set(checks.map(({ code }) => code)).size).toBe(checks.length);
  for (const { code } of checks) expect(checkWords(code, null)).toMatch(/^\S.*[^.]$/);
  expect(checkWords("too_often", { times: 5 })).toBe("replayed 5 times already, and it came back each time");
  expect(checkWords("not_dead", { state: "discarded" })).toBe("discarded already");
  expect(checkWords("refused", null)).toBeNull();
});
