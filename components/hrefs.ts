import { termText } from "@/server/messages/filter";

/** The list of messages, filtered. */
export function messagesHref(filter: string): string {
  return `/messages?filter=${encodeURIComponent(filter)}`;
}

/** What is dead in one queue. */
export function queueHref(name: string): string {
  return messagesHref(termText({ qualifier: "queue", operator: "=", value: name, negated: false }));
}

/** The plan of a replay of one group. */
export function planGroupHref(id: number): string {
  return `/replays/new?group=${id}`;
}
