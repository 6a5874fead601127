import { expect, test } from "vitest";
import type { ReceivingPlace } from "../../db/schema/replays.ts";
import type { Policy } from "../policy.ts";
import { evaluate } from "./evaluate.ts";
import type { Receivers, Window } from "./window.ts";

const policy: Policy = {
  observeSeconds: 60,
  diesWithin: null,
  replayLimit: 5,
  stop: {
    failuresInRow: 3,
    notSentSeconds: 60,
    cameBack: { percent: 3, least: 3 },
    newFailures: 2,
    untaken: { percent: 10, least: 20 },
  },
  despite: [],
  stages: [{ kind: "canary", size: 5 }, { kind: "ramp", from: 1, everySeconds: 30 }, { kind: "full" }],
};
const quiet: Window = {
  state: "running",
  unsent: true,
  waits: null,
  watched: false,
  failures: [],
  takenSince: true,
  taken: 0,
  cameBack: 0,
  untaken: 0,
  excused: 0,
  backlogAccepted: false,
  newFailures: 0,
  newFailure: null,
  cap: null,
  trialsBack: null,
  receivers: null,
  stage: { kind: "full", state: "sending" },
};
/** What is kept of a place that nobody else shares messages with. */
function placeOf(name: string, consumers: number | null, backlog: number | null, most = consumers ?? 0): ReceivingPlace {
  return { key: name, name, consumers, backlog, most, few: 0, idle: consumers === 0 };
}
const canary = {
  kind: "canary",
  state: "observing",
  unsent: false,
  items: 5,
  held: null,
  watched: false,
  unread: [] as readonly string[],
  proven: 5,
  silent: 5,
  unknown: 0,
  unstable: [] as readonly string[],
  tried: [] as readonly string[],
  triedBack: 0,
  before: [placeOf("orders.work", 1, 4)],
  seconds: 60,
  sentSeconds: 60,
} as const;
const tried = { ...canary, tried: ["bank"] };
/** Its targets as a broker tells them: somebody consumes the first. */
const at = (backlog: number | null, consumers: number | null = 1, ...others: readonly ReceivingPlace[]): Receivers => ({
  places: [placeOf("orders.work", consumers, backlog), ...others],
  age: 0,
  failed: null,
});
const work = at(0);
/** Its messages have somebody else. */
const old: ReceivingPlace = { ...placeOf("archive", 0, 900), idle: false };
const away: Receivers = { ...at(null, null), failed: "Cannot reach RabbitMQ." };
const ramp = { kind: "ramp", state: "sending", rate: 4, seconds: 30, isTaken: true } as const;
const gap = { n: 1, reason: { code: "sequence_gap", data: null } } as const;
const refused = { code: "broker", data: { text: "too large" } };

test.each<[string, Partial<Window>, string | null]>([
  ["goes on while something is not sent", {}, null],
  ["is observed once all is sent", { unsent: false, watched: true }, "observe"],
  ["is completed at once where nothing can come back", { unsent: false }, "complete"],
  ["is completed when nothing is watched any more", { state: "observing", unsent: false }, "complete"],
  ["stays observed while something is watched", { state: "observing", unsent: false, watched: true }, null],
  ["that a person paused stays paused", { state: "paused", unsent: false }, null],
  ["that was cancelled stays cancelled", { state: "cancelled", unsent: false }, null],
  ["goes on while it waits for the broker", { waits: { seconds: 59, cause: "SQS throttles." } }, null],
  ["is paused when it has waited for too long", { waits: { seconds: 60, cause: "SQS throttles." } }, "pause"],
  ["is not paused twice", { state: "paused", waits: { seconds: 600, cause: "SQS throttles." } }, null],
  ["goes on after fewer failures", { failures: [refused, refused], takenSince: false }, null],
  ["goes on where one was taken since", { failures: [refused, refused, refused], takenSince: true }, null],
  ["is paused when all of the newest failed", { failures: [refused, null, null], takenSince: false }, "pause"],
  ["is paused also when those were the last", { unsent: false, watched: true, failures: [null, null, null], takenSince: false }, "pause"],
])("a replay %s", (_, facts, expected) => {
  expect(evaluate({ ...quiet, ...facts }, policy)?.do ?? null).toBe(expected);
});

test("a pause says how many failed, and with what", () => {
  const signal = evaluate({ ...quiet, failures: [refused, null, null], takenSince: false }, policy);
  expect(signal).toEqual({ do: "pause", reason: { code: "failures_in_row", data: { n: 3, last: refused } } });
});

test.each<[string, Partial<Window>, unknown]>([
  ["sends its canary first", { stage: { ...canary, state: "sending", unsent: true } }, null],
  ["watches its canary once it is sent", { stage: { ...canary, state: "sending" }, receivers: work }, { do: "watch" }],
  [
    "waits for a count from after its canary was sent",
    { stage: { ...canary, state: "sending", watched: true, sentSeconds: 20 }, receivers: { ...work, age: 30 } },
    null,
  ],
  [
    "watches it by such a count",
    { stage: { ...canary, state: "sending", watched: true, sentSeconds: 31 }, receivers: { ...work, age: 30 } },
    { do: "watch" },
  ],
  ["asks who consumes it before it watches its canary", { stage: { ...canary, state: "sending" } }, null],
  ["waits with that while the broker cannot be asked", { stage: { ...canary, state: "sending" }, receivers: away }, null],
  ["waits while its canary is watched", { stage: { ...canary, watched: true }, receivers: work }, null],
  ["goes on when its canary stayed away", { stage: canary, receivers: work }, { do: "next" }],
  ["asks who consumes it before it goes on", { stage: canary }, null],
  ["does not go on while the broker cannot be asked", { stage: { ...canary, seconds: 119 }, receivers: away }, null],
  ["waits for the whole window after a resume", { stage: { ...canary, seconds: 59 }, receivers: work }, null],
  ["goes on where the broker does not tell who consumes it", { stage: canary, receivers: at(null, null) }, { do: "next" }],
  ["goes on where what waits got fewer", { stage: canary, receivers: at(3) }, { do: "next" }],
  [
    "goes on where others wait, and nothing did before",
    { stage: { ...canary, before: [placeOf("orders.work", 1, 0)] }, receivers: at(3) },
    { do: "next" },
  ],
  ["looks again where what waits did not get fewer", { stage: canary, receivers: at(4) }, null],
  [
    "goes on beside any backlog where all that stayed away was processed",
    { stage: { ...canary, silent: 0 }, receivers: at(4) },
    { do: "next" },
  ],
  ["does not where some of it only stayed away", { stage: { ...canary, silent: 1 }, receivers: at(4) }, null],
  [
    "goes on beside a backlog that a person accepted, where somebody consumes it",
    { stage: canary, backlogAccepted: true, receivers: at(4) },
    { do: "next" },
  ],
  [
    "looks again at a backlog that a person accepted, where nobody knows who consumes it",
    { stage: canary, backlogAccepted: true, receivers: at(4, null) },
    null,
  ],
  [
    "notes a downstream that fails while its canary is watched",
    { stage: { ...canary, state: "sending", tried: ["mail"], unstable: ["bank"] } },
    { do: "try", downstreams: ["mail", "bank"] },
  ],
  ["waits for a canary that is held", { stage: { ...canary, unsent: true, held: gap, seconds: 119 } }, null],
  ["waits for one that is held for a downstream however long", { stage: { ...canary, unsent: true, seconds: 9_999 } }, null],
  [
    "notes a downstream that fails while the rest of its canary is held for it",
    { stage: { ...canary, unsent: true, unstable: ["bank"] } },
    { do: "try", downstreams: ["bank"] },
  ],
  ["first sends all of its canary", { stage: { ...tried, unsent: true, triedBack: 2 }, receivers: work }, null],
  [
    "waits for the downstream that its canary came back from",
    { stage: { ...tried, triedBack: 5, unstable: ["bank"] }, receivers: work },
    null,
  ],
  [
    "chooses another canary once that is stable, whatever became of the rest of the first",
    { stage: { ...tried, triedBack: 2, proven: 0, watched: true }, receivers: work },
    { do: "renew" },
  ],
  ["rests between its tries to choose another", { stage: { ...tried, triedBack: 2 } }, null],
  ["chooses another also where the broker cannot be asked", { stage: { ...tried, triedBack: 2 }, receivers: away }, { do: "renew" }],
  ["goes on where what was tried stayed away", { stage: tried, receivers: work }, { do: "next" }],
  ["is not paused by that", { taken: 5, cameBack: 0, stage: { ...tried, triedBack: 5, unstable: ["bank"] } }, null],
  ["stays at a rate for its time", { stage: { ...ramp, seconds: 29.9 } }, null],
  ["doubles its rate after that", { stage: ramp }, { do: "step", rate: 8 }],
  ["does not go faster where nothing was taken at its rate", { stage: { ...ramp, seconds: 3_600, isTaken: false } }, null],
  ["does not go faster while nothing can be sent", { stage: ramp, waits: { seconds: 5, cause: "SQS throttles." } }, null],
  ["ends its ramp at its own rate", { stage: ramp, cap: 8 }, { do: "next" }],
  ["ends it at once where somebody chose a lower rate", { stage: { ...ramp, seconds: 0 }, cap: 4 }, { do: "next" }],
  ["ends it at a thousand where there is no limit", { stage: { ...ramp, rate: 512 } }, { do: "next" }],
  ["that is paused stays in its stage", { state: "paused", stage: canary }, null],
  ["is observed when the canary was all", { unsent: false, watched: true, stage: { ...canary, watched: true } }, { do: "observe" }],
])("a replay in stages %s", (_, facts, expected) => {
  expect(evaluate({ ...quiet, ...facts }, policy)).toEqual(expected);
});

test.each<[string, Partial<Window>, string | null]>([
  ["one of the canary came back", { taken: 5, cameBack: 1, stage: { ...canary, watched: true } }, "canary_came_back"],
  ["one of the canary was not taken", { taken: 4, untaken: 1, stage: { ...canary, watched: true } }, "canary_untaken"],
  ["none of the canary was taken", { taken: 0, untaken: 5, stage: canary }, "canary_untaken"],
  ["one of the canary is unknown", { stage: { ...canary, proven: 4, unknown: 1 }, receivers: work }, "canary_unknown"],
  ["none of the canary was watched to its end", { stage: { ...canary, proven: 0 }, receivers: work }, "canary_unproven"],
  ["the canary is held for long", { stage: { ...canary, unsent: true, held: gap, seconds: 120 } }, "canary_held"],
  ["nothing was fit to be a canary", { stage: { ...canary, state: "sending", items: 0, seconds: 0 }, receivers: away }, "canary_unproven"],
  ["the broker cannot be asked for long", { stage: { ...canary, seconds: 120 }, receivers: away }, "canary_unasked"],
  ["nobody consumes the canary", { stage: canary, receivers: at(0, 0) }, "canary_unconsumed"],
  ["nobody consumes it while it is watched", { stage: { ...canary, watched: true, seconds: 4 }, receivers: at(5, 0) }, "canary_unconsumed"],
  ["nobody has consumed it so far", { stage: { ...canary, watched: true, seconds: 4, sentSeconds: 59 }, receivers: at(5, 0) }, null],
  [
    "the dead-letter queue of the canary is not read for long",
    { stage: { ...canary, watched: true, unread: ["orders.dlq"], seconds: 120 }, receivers: work },
    "canary_unread",
  ],
  ["it is not read for shorter", { stage: { ...canary, watched: true, unread: ["orders.dlq"], seconds: 119 }, receivers: work }, null],
  ["its window became longer", { stage: { ...canary, watched: true, seconds: 120 }, receivers: work }, null],
  ["what waits did not get fewer for long", { stage: { ...canary, seconds: 120 }, receivers: at(4) }, "canary_backlog"],
  [
    "nobody consumes one of its targets, although another is consumed",
    { stage: canary, receivers: at(0, 1, placeOf("mail.work", 0, 9)) },
    "canary_unconsumed",
  ],
  [
    "nobody consumes one of its targets, and another does not tell",
    { stage: canary, receivers: at(0, null, placeOf("mail.work", 0, 9)) },
    "canary_unconsumed",
  ],
  [
    "what waits in one of its targets stands, although it shrinks in another",
    { stage: { ...canary, seconds: 120 }, receivers: at(4, 1, placeOf("mail.work", 1, 90)) },
    "canary_backlog",
  ],
  ["nobody consumes one of its targets any more", { receivers: at(0, 1, placeOf("mail.work", 0, 9, 2)) }, "consumers_gone"],
  ["nobody consumes any more", { receivers: { ...work, places: [placeOf("orders.work", 0, 0, 1)] } }, "consumers_gone"],
  ["another place that receives it has no consumer, and never had", { receivers: at(0, 1, old), stage: canary }, null],
  [
    "most consumers are gone, and that lasts",
    { receivers: { ...work, places: [{ ...placeOf("orders.work", 3, 0, 8), few: 2 }] } },
    "consumers_fell",
  ],
  ["most consumers are gone for a moment", { receivers: { ...work, places: [{ ...placeOf("orders.work", 3, 0, 8), few: 1 }] } }, null],
  ["nobody ever consumed", { receivers: at(0, 0) }, null],
  ["fewer came back than count", { taken: 20, cameBack: 2 }, null],
  ["as many came back as are allowed", { taken: 100, cameBack: 3 }, null],
  ["more came back", { taken: 99, cameBack: 3 }, "came_back"],
  ["those that were sent before a resume come back", { taken: 0, cameBack: 3 }, "came_back"],
  ["one failed in a new way", { taken: 1_000, cameBack: 1, newFailures: 1 }, null],
  ["two failed in a new way", { taken: 1_000, cameBack: 2, newFailures: 2, newFailure: "OutOfStock" }, "new_failures"],
  ["what was let go to a downstream first came back", { trialsBack: { downstream: "bank", n: 5, of: 5 } }, "trials_came_back"],
  ["few were not taken", { taken: 1, untaken: 19 }, null],
  ["a tenth was not taken", { taken: 180, untaken: 20 }, null],
  ["more than a tenth was not taken", { taken: 179, untaken: 20 }, "untaken"],
  ["nothing is left that a pause could stop", { unsent: false, watched: true, taken: 99, cameBack: 50, untaken: 50 }, null],
])("where %s a replay is paused or not", (_, facts, expected) => {
  const signal = evaluate({ ...quiet, ...facts }, policy);
  expect(signal?.do === "pause" ? signal.reason.code : null).toBe(expected);
});

test("a replay that began before there were these rules goes by its own", () => {
  const old: Policy = { ...policy, stop: { ...policy.stop, cameBack: null, newFailures: null, untaken: null }, stages: [{ kind: "full" }] };
  expect(evaluate({ ...quiet, taken: 10, cameBack: 10, newFailures: 10, untaken: 100, stage: null }, old)).toBeNull();
});
