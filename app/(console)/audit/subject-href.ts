import { queueHref } from "@/components/hrefs";

const pages: Readonly<Record<string, string>> = { replay: "/replays", group: "/groups", message: "/messages", alert: "/alerts" };

/** The page of what an act was on; null: it has none. */
export function subjectHref(subject: string): string | null {
  const [, noun = "", name = ""] = /^(replay|group|message|alert|queue|channel|person|breaker of) (.+)$/s.exec(subject) ?? [];
  const page = pages[noun];
  if (page) return /^\d+$/.test(name) ? `${page}/${name}` : null;
  if (noun === "queue") return queueHref(name);
  if (noun === "channel") return `/alerts/channels?channel=${encodeURIComponent(name)}`;
  if (noun === "person") return "/people";
  return noun === "breaker of" ? "/breakers" : null;
}
