import { boundQueue } from "../../checks/bindings.ts";
import type { CandidateMessage, Scope } from "../../checks/candidate.ts";
import { candidateOf, type CandidateRow } from "../../checks/candidate-row.ts";
import { checksAt } from "../../checks/checks.ts";
import { holdUnknown, inform, judge } from "../../checks/judge.ts";
import type { Unsent } from "../../checks/verdict.ts";
import type { Ctx } from "../../context.ts";
import { readNow } from "../../db/read-now.ts";
import type { Target } from "../../sources/port.ts";
import type { OnItsWay } from "./way.ts";

/** A message that is about to be sent, with its row. */
interface Asked extends Pick<Scope, "target" | "ordered"> {
  readonly row: CandidateRow;
  readonly found: OnItsWay;
  readonly message: Omit<CandidateMessage, "way" | "place">;
}

/** It may be sent, and goes there: by its own bytes, or by the bindings. */
export interface Ready extends OnItsWay {
  readonly do: "send";
  readonly target: Target;
}

/** What the checks say of messages at the moment of sending, in their order. All have one target. */
export async function judgeWays(ctx: Ctx, asked: readonly Asked[]): Promise<readonly (Ready | Unsent)[]> {
  const [one] = asked;
  if (!one) return [];
  const candidates = asked.map(({ row, found: { way, routed }, message, target, ordered }) =>
    candidateOf(ctx, row, { target, ordered }, { n: 1, message: { ...message, way, place: null }, facts: routed.facts }),
  );
  const { target, ordered } = one;
  const informed = await inform(ctx, checksAt("send", { target, ordered, log: candidates.some(({ log }) => log) }), candidates);
  const now = await readNow(ctx);
  return candidates.map((candidate, at) => {
    const { found } = asked[at] as Asked;
    const { verdict, findings } = judge(informed, candidate, now);
    const known = holdUnknown(verdict, now);
    return known.do === "send" ? { ...found, do: "send", target: targetOf(found, boundQueue(findings)) } : known;
  });
}

/** Where no queue is carried, the checks let a message pass only with the one that the bindings tell. */
function targetOf({ way: { destination } }: OnItsWay, bound: string | null): Target {
  if (destination !== null && destination.to !== "bindings") return destination;
  if (destination === null || bound === null) throw new Error("A message was judged sendable that has nowhere to go.");
  return { to: "queue", queue: bound, routingKey: destination.routingKey, publishedTo: destination.exchange };
}
