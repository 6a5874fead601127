import type { Message } from "./message";

export type Action = "replay" | "edit" | "discard" | "restore" | "onward";

/** What may be done with a message, the best first: a poison one is not replayed as it is. `onward`: it lives on elsewhere. */
export function actionsOf(
  { state, capturedAgainAs }: Pick<Message, "state" | "capturedAgainAs">,
  verdict: Message["verdict"],
): readonly Action[] {
  if (state === "released" && capturedAgainAs !== null) return ["onward", "restore"];
  if (state === "discarded" || state === "released") return ["restore"];
  if (state !== "dead") return ["onward"];
  return verdict === "poison" ? ["edit", "discard", "replay"] : ["replay", "edit", "discard"];
}

/** A phone shows one action, the menu has the others. Editing wants a wider screen: it is never the first, and its page says what to do. */
export function onPhone(actions: readonly Action[]): { readonly first: Action | undefined; readonly others: readonly Action[] } {
  const first = actions.find((action) => action !== "edit");
  return { first, others: actions.filter((action) => action !== first) };
}
