import type { Message } from "./message";

export type Action = "replay" | "edit" | "discard" | "restore" | "onward";

/** What may be done with a message, the best first: a poison one is not replayed as it is. `onward`: it lives on elsewhere. */
export function actionsOf(state: Message["state"], verdict: Message["verdict"]): readonly Action[] {
  if (state === "discarded") return ["restore"];
  if (state !== "dead") return ["onward"];
  return verdict === "poison" ? ["edit", "discard", "replay"] : ["replay", "edit", "discard"];
}

/** A phone shows one action, the menu has the others. Editing wants a desk: it is never the first, and its item says so. */
export function onPhone(actions: readonly Action[]): { readonly first: Action | undefined; readonly others: readonly Action[] } {
  const first = actions.find((action) => action !== "edit");
  return { first, others: actions.filter((action) => action !== first) };
}
