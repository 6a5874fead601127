import { messagesHref } from "@/components/hrefs";

/** What the address of a plan says of where it was opened. */
export type Origin = Readonly<Partial<Record<"ids" | "group" | "filter" | "from", string | readonly string[]>>>;

/** The page that a plan was opened from: the message, the group, or the list as it was filtered. */
export function cameFrom({ ids, group, filter, from }: Origin): { readonly label: string; readonly href: string } {
  if (typeof group === "string" && isId(group)) return { label: "Group", href: `/groups/${group}` };
  if (typeof ids === "string" && isId(ids) && from === undefined) return { label: `Message ${ids}`, href: `/messages/${ids}` };
  const list = typeof from === "string" ? from : filter;
  if (typeof list === "string") return { label: "Messages", href: list === "" ? "/messages" : messagesHref(list) };
  return ids === undefined ? { label: "Replays", href: "/replays" } : { label: "Messages", href: "/messages" };
}

function isId(text: string): boolean {
  return /^\d+$/.test(text);
}
