import { Activity, Bell, Inbox, Layers, ListOrdered, MailX, RotateCw, ScrollText, Send, Settings2, Unplug, Users } from "lucide-react";

/** The places of the console, in the order of the rail. */
export const places = [
  { key: "overview", href: "/", label: "Overview", icon: Activity },
  { key: "groups", href: "/groups", label: "Groups", icon: Layers },
  { key: "messages", href: "/messages", label: "Messages", icon: MailX },
  { key: "queues", href: "/queues", label: "Queues", icon: Inbox },
  { key: "replays", href: "/replays", label: "Replays", icon: RotateCw },
  { key: "breakers", href: "/breakers", label: "Breakers", icon: Unplug },
  { key: "sequences", href: "/sequences", label: "Sequences", icon: ListOrdered },
  { key: "outbox", href: "/outbox", label: "Outbox", icon: Send },
  { key: "alerts", href: "/alerts", label: "Alerts", icon: Bell },
  { key: "audit", href: "/audit", label: "Audit", icon: ScrollText },
  { key: "people", href: "/people", label: "People", icon: Users },
  { key: "settings", href: "/settings", label: "Settings", icon: Settings2 },
] as const;

export type PlaceKey = (typeof places)[number]["key"];

export function isCurrent(href: string, path: string): boolean {
  return href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);
}
