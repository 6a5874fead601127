import type { Candidate, CandidateMessage, LogPlace } from "../checks/candidate.ts";
import type { Check, Chosen } from "../checks/check.ts";
import type { RouteFacts } from "../messages/route-facts.ts";
import { judgeAll, type PlanCheck, tally } from "../checks/tally.ts";

/** What the bytes of a message say that can go anywhere. */
export const sendable: RouteFacts = {
  queue: true,
  exchange: true,
  partition: true,
  internal: false,
  incomplete: false,
  marked: true,
  problem: null,
  releaseProblem: null,
};

/** A dead message of queue "orders.dlq" of source "shop", which nothing excludes. */
export function candidate(fields: Partial<Candidate> = {}): Candidate {
  return {
    n: 1,
    source: "shop",
    queue: "orders.dlq",
    mode: "take",
    watched: true,
    paused: false,
    exchanges: true,
    carriesHeaders: true,
    target: { to: "failed_queue" },
    log: false,
    ordered: false,
    state: "dead",
    replayCount: 0,
    origin: "orders.work",
    facts: sendable,
    needs: [],
    verdict: "transient",
    edited: false,
    failing: [],
    message: null,
    ...fields,
  };
}

/** The same, of a single message. */
export function oneMessage(message: Partial<CandidateMessage> = {}, fields: Partial<Candidate> = {}): Candidate {
  return candidate({
    ...fields,
    message: {
      id: 1,
      eventKey: null,
      eventId: null,
      producedAt: null,
      diedAt: new Date(0),
      item: null,
      way: null,
      place: null,
      ...message,
    },
  });
}

/** A message of a log that tells this of its record. */
export function fromLog(place: Partial<LogPlace>, fields: Partial<Candidate> = {}): Candidate {
  const all = { name: null, key: null, topic: "orders", record: null, group: null, failedAt: null, compared: null, ...place };
  const way = {
    destination: all.topic === null ? null : ({ to: "queue", queue: all.topic } as const),
    sizes: null,
    problem: null,
    expiresMs: null,
  };
  return oneMessage({ place: all, way }, { log: true, exchanges: false, mode: "mirror", ...fields });
}

/** What a plan says by one check, from facts that are at hand; null: nothing. */
export function lineOf<Facts, Data>(
  check: Check<Facts, Data>,
  facts: Facts | null,
  candidates: readonly Candidate[],
  chosen: Partial<Chosen> = {},
  now = new Date(),
): PlanCheck | null {
  const informed = [{ check: check as Check, facts }];
  const scope = {
    target: candidates[0]?.target ?? ({ to: "failed_queue" } as const),
    log: true,
    ordered: false,
    logKeys: { n: 0, capped: false },
  };
  return tally(informed, judgeAll(informed, candidates, now), { ...scope, ...chosen })[0] ?? null;
}
