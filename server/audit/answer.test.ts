import { expect, test } from "vitest";
import { answerAudit } from "./answer.ts";
import { csvLine } from "./csv.ts";
import { actWords } from "./entry.ts";

const count = { who: "person:ops", name: "ops", permission: "message.discard", act: "discarded", result: "allowed", n: 1 };

test("nobody did anything; all allowed; something refused", () => {
  expect(answerAudit("24h", []).title).toBe("Nobody changed anything in the last 24 hours.");
  expect(answerAudit("7d", [count]).title).toBe("1 act in the last 7 days, none refused.");
  expect(answerAudit("7d", [count]).sub).toBe("By ops: discarded a message.");
  const told = answerAudit("all", [
    { ...count, n: 12 },
    { ...count, who: "system:capture", name: "capture", permission: "replay.start", act: null, result: "refused", n: 2 },
    { ...count, permission: "import.retry", act: null, result: "failed", n: 1 },
  ]);
  expect(told.title).toBe("15 acts so far; 2 were refused, 1 failed.");
  expect(told.sub).toBe("By 2 actors: discarded messages 12 times, tried: started replays 2 times, tried: imported again an import.");
});

test("who signed in, and what was done to people, is told in words", () => {
  const act = (permission: string, name: string, n = 1) => ({ ...count, permission, act: name, n });
  const { sub } = answerAudit("24h", [
    act("session.begin", "sign in", 5),
    { ...act("session.begin", "sign in", 4), result: "refused" },
    act("people.manage", "give", 3),
    act("account.setup", "set up", 2),
  ]);
  expect(sub).toBe("By ops: signed in 5 times, tried: signed in 4 times, gave a role to people 3 times, made the first account 2 times.");
  expect(answerAudit("24h", [act("session.end", "revoke"), act("token.make", "make token")]).sub).toBe(
    "By ops: ended sessions of a person, made a token.",
  );
});

test("a read that was refused is told in words, not by the name of its permission", () => {
  const read = (permission: string, n = 1) => ({ ...count, permission, act: null, result: "refused", n });
  expect(answerAudit("24h", [read("replay.view", 2), read("settings.view"), read("people.view")]).sub).toBe(
    "By ops: tried: read replays 2 times, tried: read the settings, tried: read a person.",
  );
});

test("the steering acts of a replay are told apart, and many messages are ended as one act", () => {
  const act = (permission: string, name: string, n = 1) => ({ ...count, permission, act: name, n });
  const { sub } = answerAudit("24h", [
    act("replay.start", "start", 2),
    act("replay.start", "pause"),
    act("message.discard", "complete", 3),
  ]);
  expect(sub).toBe("By ops: completed bulk acts 3 times, started replays 2 times, paused a replay.");
});

test("what is done to channels, rules and silences is no act on an alert", () => {
  const act = (permission: string, name: string, n = 1) => ({ ...count, permission, act: name, n });
  const { sub } = answerAudit("24h", [
    act("alert.manage", "tested", 4),
    act("alert.manage", "save rule", 3),
    act("alert.silence", "silence", 2),
    act("replay.start", "override"),
  ]);
  expect(sub).toBe("By ops: tested channels 4 times, saved rules 3 times, made silences 2 times, overrode a breaker for a replay.");
});

test("an act is named by what is noted, else by its permission", () => {
  expect(actWords({ permission: "group.triage", result: "allowed", data: { act: "mute" } })).toBe("Muted");
  expect(actWords({ permission: "replay.start", result: "allowed", data: null })).toBe("Started");
  expect(actWords({ permission: "message.edit", result: "refused", data: null })).toBe("Tried: edited");
});

test.each([
  ["=1+1", "'=1+1"],
  ["+1", "'+1"],
  ["-1", "'-1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"],
  ["\t=1", "'\t=1"],
  ['say "a", b', 'say ""a"", b'],
  ["two\nlines", "two\nlines"],
])("the cell %j is no formula and no second cell", (cell, written) => {
  expect(csvLine([cell, "x"])).toBe(`"${written}","x"\r\n`);
});
