"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Clock4, Inbox, Keyboard, Layers, ListFilter, MailX, Pause, Play, RotateCw, Search, SunMoon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { type ReactNode, useState } from "react";
import { termText } from "../server/messages/filter.ts";
import { messagesHref } from "./hrefs";
import { useLive } from "./live";
import { places } from "./places";
import { Shortcuts } from "./shortcuts";
import { useZone } from "./time-zone";
import { useTRPC } from "./trpc";
import { Kbd } from "./ui/button";
import { Dialog } from "./ui/dialog";
import { useKey } from "./use-key";

const none = [] as const;
const kinds = [
  { kind: "message", heading: "Messages", icon: MailX },
  { kind: "queue", heading: "Queues", icon: Inbox },
  { kind: "group", heading: "Groups", icon: Layers },
  { kind: "replay", heading: "Replays", icon: RotateCw },
] as const;

/** Ctrl-K: jump to a place, a queue, a group, a replay, or a message by its event id, key or number; or press what the header has. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<{ readonly among: string; readonly value: string } | null>(null);
  const [help, setHelp] = useState(false);
  useKey("mod+k", () => onOpenChange(!open));
  useKey("?", () => setHelp(true));
  const wanted = text.trim();
  const { data: found = none } = useQuery(
    useTRPC().overview.jump.queryOptions({ text: wanted }, { enabled: open && wanted.length > 1, refetchInterval: false }),
  );
  const close = () => {
    onOpenChange(false);
    setText("");
  };
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const actions = useActions(() => setHelp(true));
  const fits = (label: string) => label.toLowerCase().includes(wanted.toLowerCase());
  // What is found comes after what is typed: Enter opens the best of it, not what happened to stand first before.
  const among = `${wanted} ${found.map(({ href }) => href).join(" ")}`;
  const [best] = kinds.flatMap(({ kind }) => found.filter((hit) => hit.kind === kind));
  const value = chosen?.among === among ? chosen.value : best ? `${best.kind} ${best.href}` : undefined;
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title="Jump to" bare className="overflow-hidden desk:w-[640px]">
        <Command
          label="Jump to"
          shouldFilter={false}
          value={value}
          onValueChange={(next) => setChosen({ among, value: next })}
          className="flex max-h-[inherit] flex-col"
        >
          <div className="flex items-center gap-2.5 border-line border-b px-4">
            <Search className="size-4 flex-none text-ink-3" aria-hidden />
            <Command.Input
              autoFocus
              value={text}
              onValueChange={setText}
              placeholder="Queue, group, replay, event id or key"
              className="h-12 w-full bg-transparent outline-none placeholder:text-ink-3 max-desk:text-[16px]"
            />
          </div>
          <Command.List className="max-h-[62vh] overflow-y-auto p-1.5">
            <Command.Empty className="px-3 py-6 text-center text-ink-2">Nothing by that name.</Command.Empty>
            {kinds.map(({ kind, heading, icon: Icon }) => (
              <Group key={kind} heading={heading} some={found.some((hit) => hit.kind === kind)}>
                {found
                  .filter((hit) => hit.kind === kind)
                  .map(({ href, label, note }) => (
                    <Item
                      key={href}
                      value={`${kind} ${href}`}
                      icon={<Icon aria-hidden />}
                      label={label}
                      note={note}
                      onSelect={() => go(href)}
                    />
                  ))}
              </Group>
            ))}
            <Group heading="Pages" some={places.some(({ label }) => fits(label))}>
              {places
                .filter(({ label }) => fits(label))
                .map(({ key, href, label, icon: Icon }) => (
                  <Item key={key} value={key} icon={<Icon aria-hidden />} label={label} onSelect={() => go(href)} />
                ))}
            </Group>
            <Group heading="Run" some={actions.some(({ label }) => fits(label))}>
              {actions
                .filter(({ label }) => fits(label))
                .map(({ label, icon, run }) => (
                  <Item
                    key={label}
                    value={label}
                    icon={icon}
                    label={label}
                    onSelect={() => {
                      close();
                      run();
                    }}
                  />
                ))}
            </Group>
            {wanted.length > 1 && (
              <Group heading="Filter" some>
                <Item
                  value="list key"
                  icon={<ListFilter aria-hidden />}
                  label={`Messages whose key begins with ${wanted}`}
                  note={`key:${wanted}*`}
                  onSelect={() => go(messagesHref(termText({ qualifier: "key", operator: "=", value: `${wanted}*`, negated: false })))}
                />
              </Group>
            )}
          </Command.List>
          <p className="hidden items-center gap-4 border-line border-t px-4 py-2 text-12 text-ink-3 desk:flex">
            <span>
              <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
            </span>
            <span>
              <Kbd>Enter</Kbd> open
            </span>
            <span className="ml-auto">
              <Kbd>?</Kbd> all shortcuts
            </span>
          </p>
        </Command>
      </Dialog>
      <Shortcuts open={help} onOpenChange={setHelp} />
    </>
  );
}

/** What the header has, by name. */
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

function Group({ heading, some, children }: { heading: string; some: boolean; children: ReactNode }) {
  if (!some) return null;
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
