/** Which of the two is newer, the event or the entity as it is now. */
export type Age =
  | { readonly newer: "entity" | "event" | "neither"; readonly by: "time"; readonly changedAt: Date }
  | { readonly newer: "entity" | "event" | "neither"; readonly by: "version"; readonly changedAt: null }
  | { readonly newer: "unknown"; readonly by: null; readonly changedAt: null };

interface Facts {
  readonly producedAt: Date | null;
  readonly sequence: string | null;
  readonly changedAt: Date | null;
  readonly version: string | null;
}

/** Clocks differ, and Last-Modified has whole seconds. */
const skewMs = 5_000;

/** Pure. Versions come first, since clocks differ. Unknown where one of two numbers or times is not told. */
export function judgeAge({ producedAt, sequence, changedAt, version }: Facts): Age {
  const [own, now] = [whole(sequence), whole(version)];
  if (own !== null && now !== null)
    return { newer: now > own ? "entity" : now < own ? "event" : "neither", by: "version", changedAt: null };
  if (producedAt === null || changedAt === null) return { newer: "unknown", by: null, changedAt: null };
  const ms = changedAt.getTime() - producedAt.getTime();
  return { newer: ms > skewMs ? "entity" : ms < -skewMs ? "event" : "neither", by: "time", changedAt };
}

function whole(text: string | null): bigint | null {
  return text !== null && /^\d{1,30}$/.test(text) ? BigInt(text) : null;
}
