import type { EntityState } from "./message";

/** Which of the two is newer, and by what that is known. Pure. */
export function ageWords({ age }: Pick<Extract<EntityState, { state: "read" }>, "age">): string {
  const by = age.by === "version" ? "by its version" : "by the time of its last change";
  if (age.newer === "entity") return `The event is older than the entity, ${by}: it changed after the event was produced.`;
  if (age.newer === "event") return `The entity is older than the event, ${by}: its owner has not caught up, or told an old state.`;
  if (age.newer === "neither") return `The entity is as old as the event, ${by}.`;
  return "Which of the two is newer is not known: the event or the entity does not say when it was made.";
}
