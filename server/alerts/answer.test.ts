import { expect, test } from "vitest";
import { type AlertsFacts, answerAlerts } from "./answer.ts";

const now = new Date("2026-03-14T03:12:00Z");
const quiet: AlertsFacts = {
  firing: 0,
  acknowledged: 0,
  quiet: 0,
  pending: 0,
  firesAt: null,
  nextStepAt: null,
  rules: 10,
  channels: 2,
  broken: [],
  paused: [],
  lost: [],
  now,
};
const at = (time: string) => new Date(`2026-03-14T${time}:00Z`);

test.each<[string, Partial<AlertsFacts>, string, string]>([
  ["nothing", {}, "No alert fires.", "10 rules are in force."],
  ["no rule either", { rules: 0 }, "No alert fires.", "No rule is in force, so none ever will."],
  ["one that nobody has", { firing: 1 }, "One alert fires, and nobody has it.", "10 rules are in force."],
  [
    "two, with steps and pending ones",
    { firing: 2, pending: 2, firesAt: at("03:14"), nextStepAt: at("03:20") },
    "Two alerts fire, and nobody has either of them.",
    "The next step of an escalation is at 03:20 UTC. Two more are pending; the first fires at 03:14 UTC unless it clears.",
  ],
  [
    "a channel that somebody paused",
    { firing: 1, paused: ["oncall"] },
    "One alert fires, and nobody has it.",
    "oncall is paused, and its notices wait until somebody resumes it.",
  ],
  [
    "a channel that was renamed",
    { lost: [{ of: "rule deep", channel: "slack-pay" }] },
    "No alert fires.",
    "The rule deep names the channel slack-pay, which redrive.yaml does not have.",
  ],
  [
    "several that were renamed",
    {
      lost: [
        { of: "rule deep", channel: "slack-pay" },
        { of: "team payments", channel: "slack-pay" },
      ],
    },
    "No alert fires.",
    "The rule deep names the channel slack-pay, which redrive.yaml does not have. 1 more name is wrong.",
  ],
  [
    "none that reaches people",
    { firing: 1, paused: ["oncall"], broken: [{ name: "pager", since: at("02:50") }] },
    "No alert reaches people: all channels are paused or fail.",
    "One alert fires, and nobody has it. oncall is paused, and its notices wait until somebody resumes it.",
  ],
  [
    "the only one is paused",
    { channels: 1, paused: ["oncall"] },
    "No alert reaches people: the only channel is paused.",
    "No alert fires. oncall is paused, and its notices wait until somebody resumes it.",
  ],
  ["many beside acknowledged ones", { firing: 12, acknowledged: 1 }, "12 alerts fire, and nobody has any of them.", "One acknowledged."],
  ["all are had", { acknowledged: 3 }, "Somebody has all three alerts that fire.", "10 rules are in force."],
  ["one is had", { acknowledged: 1 }, "Somebody has the alert that fires.", "10 rules are in force."],
  [
    "some are quiet",
    { acknowledged: 1, quiet: 2 },
    "Three alerts fire, and none waits for somebody.",
    "One acknowledged and two snoozed, muted or silenced.",
  ],
  ["one is pending, and not read", { pending: 1, firesAt: null }, "No alert fires.", "One more is pending, and not known at the moment."],
  ["one is pending, late", { pending: 1, firesAt: at("03:00") }, "No alert fires.", "One more is pending and fires soon unless it clears."],
  [
    "nobody is told",
    { channels: 0 },
    "No alert fires.",
    "No channel is configured, so nobody is told: channels in redrive.yaml says where alerts go.",
  ],
])("%s", (_, facts, title, sub) => {
  expect(answerAlerts({ ...quiet, ...facts })).toEqual({ title, sub });
});

test("what does not reach people is said first", () => {
  const broken = [{ name: "status\u202e", since: at("02:50") }];
  const { title, sub } = answerAlerts({ ...quiet, firing: 1, broken });
  expect(title).toBe("No alert has got through status[U+202E] since 02:50 UTC.");
  expect(sub).toMatch(/^One alert fires/);
  const all = [...broken, { name: "pager", since: at("02:55") }];
  expect(answerAlerts({ ...quiet, broken: all }).title).toBe("No alert reaches people: all channels have failed since 02:50 UTC.");
});
