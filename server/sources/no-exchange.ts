import type { Audience } from "./port.ts";

/** The audience of an exchange on a broker that has none. */
export function audienceOfExchange(broker: string, place: string): Audience {
  const text = `${broker} has no exchanges: send to a ${place}.`;
  return { receivers: null, warnings: [{ code: "no-exchange", severity: "bad", text, mend: null }] };
}
