/** Who acts. Written to history and audit rows, so that a person and a process are never confused. */
export type Actor =
  | { readonly kind: "operator"; readonly name: string; readonly address: string | null }
  | { readonly kind: "system"; readonly job: string };

/** The name that people read and groups are assigned to: "local", "system:capture". */
export function actorName(actor: Actor): string {
  return actor.kind === "operator" ? actor.name : actorText(actor);
}

/** The text that history and audit rows keep: "operator:local", "system:capture". */
export function actorText(actor: Actor): string {
  return actor.kind === "operator" ? `operator:${actor.name}` : `system:${actor.job}`;
}
