import type { ReceivingPlace } from "../../db/schema/replays.ts";

/** A place as its broker tells it now. */
export interface ToldPlace extends Pick<ReceivingPlace, "key" | "name" | "consumers" | "backlog"> {
  /** Where nobody consumes it, what is sent there waits: it failed there, or no other place that receives it is consumed. */
  readonly needed: boolean;
  /** Seconds since the broker counted the backlog. */
  readonly age: number;
}

/** Asks in a row that tell of too few consumers before that counts: a deployment stops some of them for a moment. */
const fewFor = 2;

/** Its consumers became fewer than half of the most that were seen, and that lasts. */
export function hasFallen({ few }: ReceivingPlace): boolean {
  return few >= fewFor;
}

/** All of the replay was sent, and as much waits there as then: nothing tells that what was sent has been consumed. */
export function isStanding({ backlog, before = null }: Pick<ReceivingPlace, "backlog" | "before">): boolean {
  return before !== null && backlog !== null && backlog > 0 && backlog >= before;
}

/**
 * What is kept of places that were told just now. `last`: what was kept before. `sentSeconds`: since the last of the replay was sent; null: something is still to be sent. Only
 * what was counted after that is a backlog to compare with, and an empty place holds nothing of the replay. One that was seen to shrink stays so.
 */
export function keepPlaces(
  places: readonly ToldPlace[],
  last: readonly ReceivingPlace[],
  sentSeconds: number | null,
): readonly ReceivingPlace[] {
  return places.map(({ needed, age, ...told }) => {
    // Versions before kept a place by its name.
    const known = last.find(({ key }) => key === told.key || key === told.name);
    const { consumers } = told;
    const most = Math.max(known?.most ?? 0, consumers ?? 0);
    const place = {
      ...told,
      most,
      idle: consumers === 0 && (needed || most > 0),
      few: consumers !== null && consumers * 2 < most ? (known?.few ?? 0) + 1 : 0,
    };
    return sentSeconds === null ? place : compared(place, known?.before, age <= sentSeconds);
  });
}

function compared(place: ReceivingPlace, before: number | null | undefined, isCounted: boolean): ReceivingPlace {
  const { backlog } = place;
  if (before !== undefined) return { ...place, before: isStanding({ backlog, before }) ? before : null };
  return isCounted ? { ...place, before: backlog || null } : place;
}

export function namesOf(places: readonly Pick<ReceivingPlace, "name">[]): readonly string[] {
  return places.map(({ name }) => name);
}

/** Messages that wait in all of them. */
export function backlogOf(places: readonly ReceivingPlace[]): number {
  return places.reduce((sum, { backlog }) => sum + (backlog ?? 0), 0);
}
