/** The list of messages, filtered. */
export function messagesHref(filter: string): string {
  return `/messages?filter=${encodeURIComponent(filter)}`;
}

/** What is dead in one queue. */
export function queueHref(name: string): string {
  return messagesHref(`queue:${/[\s"]/.test(name) ? `"${name.replaceAll('"', "")}"` : name}`);
}

/** The plan of a replay of one group. */
export function planGroupHref(id: number): string {
  return `/replays/new?group=${id}`;
}
