import type { Audience, Intake } from "./port.ts";

/** The audience of an exchange on a broker that has none. */
export function audienceOfExchange(broker: string, place: string): Audience {
  return { receivers: null, warnings: [{ code: "no-exchange", severity: "bad", text: wordsOf(broker, place), mend: null }] };
}

/** What such a broker takes at an exchange: nothing. */
export function intakeOfExchange(broker: string, place: string): Intake {
  return { missing: wordsOf(broker, place), most: { head: null, all: null } };
}

function wordsOf(broker: string, place: string): string {
  return `${broker} has no exchanges: send to a ${place}.`;
}
