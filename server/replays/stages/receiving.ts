import type { ReceivingPlace } from "../../db/schema/replays.ts";

/** Its broker says that nobody consumes it now. */
export function isUnconsumed({ consumers }: ReceivingPlace): boolean {
  return consumers === 0;
}

/** All of the replay was sent, and as much waits there as then: nothing tells that what was sent has been consumed. */
export function isStanding({ backlog, before = null }: ReceivingPlace): boolean {
  return before !== null && backlog !== null && backlog > 0 && backlog >= before;
}

/**
 * What is kept of places that were asked just now. `last`: what was kept before. `allSent`: nothing of the replay is still to be sent, so the backlog can be compared; one that was
 * seen to shrink stays so.
 */
export function keepPlaces(
  places: readonly ReceivingPlace[],
  last: readonly ReceivingPlace[],
  allSent: boolean,
): readonly ReceivingPlace[] {
  return places.map((place) => {
    const before = last.find(({ name }) => name === place.name)?.before;
    if (!allSent) return place;
    if (before === undefined) return { ...place, before: place.backlog };
    return { ...place, before: isStanding({ ...place, before }) ? before : null };
  });
}

export function namesOf(places: readonly ReceivingPlace[]): readonly string[] {
  return places.map(({ name }) => name);
}

/** Messages that wait in all of them. */
export function backlogOf(places: readonly ReceivingPlace[]): number {
  return places.reduce((sum, { backlog }) => sum + (backlog ?? 0), 0);
}
