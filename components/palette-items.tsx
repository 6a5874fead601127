"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { Command } from "cmdk";
import { Clock4, Inbox, Keyboard, Layers, ListFilter, MailX, Pause, Play, RotateCw, SunMoon } from "lucide-react";
import { useTheme } from "next-themes";
import { Children, type ReactNode } from "react";
import { termText } from "@/server/messages/filter";
import type { AppRouter } from "@/server/trpc/router";
import { messagesHref } from "./hrefs";
import { useLive } from "./live";
import { places } from "./places";
import { useZone } from "./time-zone";

export type Found = readonly inferRouterOutputs<AppRouter>["overview"]["jump"][number][];

/** In the order in which they are shown. */
export const kinds = [
  { kind: "message", heading: "Messages", icon: MailX },
  { kind: "queue", heading: "Queues", icon: Inbox },
  { kind: "group", heading: "Groups", icon: Layers },
  { kind: "replay", heading: "Replays", icon: RotateCw },
] as const;

function fits(label: string, wanted: string): boolean {
  return label.toLowerCase().includes(wanted.toLowerCase());
}

/** What answers to what is typed, by kind. */
export function FoundItems({ found, onGo }: { found: Found; onGo: (href: string) => void }) {
  return kinds.map(({ kind, heading, icon: Icon }) => (
    <Group key={kind} heading={heading}>
      {found
        .filter((hit) => hit.kind === kind)
        .map(({ href, label, note }) => (
          <Item key={href} value={`${kind} ${href}`} icon={<Icon aria-hidden />} label={label} note={note} onSelect={() => onGo(href)} />
        ))}
    </Group>
  ));
}

/** The pages whose name holds what is typed. */
export function PageItems({ wanted, onGo }: { wanted: string; onGo: (href: string) => void }) {
  return (
    <Group heading="Pages">
      {places
        .filter(({ label }) => fits(label, wanted))
        .map(({ key, href, label, icon: Icon }) => (
          <Item key={key} value={key} icon={<Icon aria-hidden />} label={label} onSelect={() => onGo(href)} />
        ))}
    </Group>
  );
}

/** What the header has, by name; `onRun` is called before it is done. */
export function ActionItems({ wanted, onHelp, onRun }: { wanted: string; onHelp: () => void; onRun: () => void }) {
  const press = (run: () => void) => () => {
    onRun();
    run();
  };
  return (
    <Group heading="Run">
      {useActions(onHelp)
        .filter(({ label }) => fits(label, wanted))
        .map(({ label, icon, run }) => (
          <Item key={label} value={label} icon={icon} label={label} onSelect={press(run)} />
        ))}
    </Group>
  );
}

/** The list of messages whose key begins with what is typed. */
export function KeyItem({ wanted, onGo }: { wanted: string; onGo: (href: string) => void }) {
  const filter = termText({ qualifier: "key", operator: "=", value: `${wanted}*`, negated: false });
  return (
    <Group heading="Filter">
      <Item
        value="list key"
        icon={<ListFilter aria-hidden />}
        label={`Messages whose key begins with ${wanted}`}
        note={`key:${wanted}*`}
        onSelect={() => onGo(messagesHref(filter))}
      />
    </Group>
  );
}

function useActions(onHelp: () => void): readonly { label: string; icon: ReactNode; run: () => void }[] {
  const { resolvedTheme, setTheme } = useTheme();
  const { zone, setZone } = useZone();
  const { state, setPaused } = useLive();
  const paused = state === "paused";
  return [
    {
      label: resolvedTheme === "dark" ? "Light colours" : "Dark colours",
      icon: <SunMoon aria-hidden />,
      run: () => setTheme(resolvedTheme === "dark" ? "light" : "dark"),
    },
    {
      label: zone === "utc" ? "Show local times" : "Show times in UTC",
      icon: <Clock4 aria-hidden />,
      run: () => setZone(zone === "utc" ? "local" : "utc"),
    },
    {
      label: paused ? "Resume live updates" : "Pause live updates",
      icon: paused ? <Play aria-hidden /> : <Pause aria-hidden />,
      run: () => setPaused(!paused),
    },
    { label: "Keyboard shortcuts", icon: <Keyboard aria-hidden />, run: onHelp },
  ];
}

/** Items under a heading; none without items. */
function Group({ heading, children }: { heading: string; children: ReactNode }) {
  if (Children.count(children) === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  value: string;
  icon: ReactNode;
  label: string;
  note?: string;
  onSelect: () => void;
}

function Item({ value, icon, label, note, onSelect }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-2 px-2.5 data-[selected=true]:bg-selected max-desk:min-h-11 [&_svg]:size-4 [&_svg]:flex-none [&_svg]:text-ink-3"
    >
      {icon}
      <span className="min-w-0 truncate">{label}</span>
      {note && <span className="ml-auto max-w-[45%] truncate text-12 text-ink-3">{note}</span>}
    </Command.Item>
  );
}
