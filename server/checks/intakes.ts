import type { Intake, Target } from "../sources/port.ts";
import { askEach, idOf } from "./ask-each.ts";
import type { Candidate } from "./candidate.ts";
import type { Asking } from "./check.ts";

/** By source and place; what a broker does not tell now is missing, and its own word decides when the message is sent. */
export type Intakes = ReadonlyMap<string, Intake>;

/** What the places take that the candidates would go to. */
export function readIntakes(ctx: Asking, candidates: readonly Candidate[]): Promise<Intakes> {
  const places = candidates.flatMap((one) => {
    const target = targetOf(one);
    return target ? [placeOf(one.source, target)] : [];
  });
  return askEach(places, ([source, to, name, key]) =>
    ctx.brokers
      .get(source)
      .intake(to === "queue" ? { to, queue: name, ...(key ? { routingKey: key } : {}) } : { to, exchange: name, routingKey: key }),
  );
}

export function intakeOf(facts: Intakes, candidate: Candidate): Intake | null {
  const target = targetOf(candidate);
  return (target && facts.get(idOf(placeOf(candidate.source, target)))) ?? null;
}

/** Until the bindings have told the queue, the exchange that they belong to: what a frame of its broker holds is the same. */
function targetOf({ message }: Candidate): Target | null {
  const destination = message?.way?.destination ?? null;
  return destination?.to === "bindings" ? { ...destination, to: "exchange" } : destination;
}

function placeOf(source: string, target: Target): readonly [string, Target["to"], string, string] {
  return target.to === "queue" ? [source, target.to, target.queue, ""] : [source, target.to, target.exchange, target.routingKey];
}
