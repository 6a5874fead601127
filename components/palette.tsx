"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Inbox, Layers, MailX, RotateCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { places } from "./places";
import { Shortcuts } from "./shortcuts";
import { useTRPC } from "./trpc";
import { useKey } from "./use-key";
import { Dialog } from "./ui/dialog";

const icons = { message: MailX, group: Layers, queue: Inbox, replay: RotateCw } as const;

/** Ctrl-K: jump to a place, a queue, a group, a replay, or a message by its event id, key or number. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [help, setHelp] = useState(false);
  useKey("mod+k", () => onOpenChange(!open));
  useKey("?", () => setHelp(true));
  const { data: found = [] } = useQuery(
    useTRPC().overview.jump.queryOptions({ text }, { enabled: open && text.trim().length > 1, refetchInterval: false }),
  );
  const go = (href: string) => {
    onOpenChange(false);
    setText("");
    router.push(href);
  };
  const wanted = text.trim().toLowerCase();
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title="Jump to" bare className="overflow-hidden desk:w-[600px]">
        <Command label="Jump to" shouldFilter={false}>
          <Command.Input
            autoFocus
            value={text}
            onValueChange={setText}
            placeholder="Queue, group, replay, event id or key"
            className="h-12 w-full border-line border-b bg-transparent px-4 outline-none placeholder:text-ink-3 max-desk:text-[16px]"
          />
          <Command.List className="max-h-[50vh] overflow-y-auto p-1">
            <Command.Empty className="px-3 py-6 text-center text-ink-2">Nothing by that name.</Command.Empty>
            {found.map((hit) => {
              const Icon = icons[hit.kind];
              return (
                <Item
                  key={`${hit.kind} ${hit.href}`}
                  value={`${hit.kind} ${hit.href}`}
                  icon={<Icon aria-hidden />}
                  label={hit.label}
                  note={hit.note}
                  onSelect={() => go(hit.href)}
                />
              );
            })}
            {places
              .filter(({ label }) => label.toLowerCase().includes(wanted))
              .map(({ key, href, label, icon: Icon }) => (
                <Item key={key} value={key} icon={<Icon aria-hidden />} label={label} note="page" onSelect={() => go(href)} />
              ))}
          </Command.List>
        </Command>
      </Dialog>
      <Shortcuts open={help} onOpenChange={setHelp} />
    </>
  );
}

function Item({
  value,
  icon,
  label,
  note,
  onSelect,
}: {
  value: string;
  icon: ReactNode;
  label: string;
  note: string;
  onSelect: () => void;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-2 px-3 data-[selected=true]:bg-selected max-desk:min-h-11 [&_svg]:size-4 [&_svg]:text-ink-3"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{label}</span>
      <span className="text-12 text-ink-3">{note}</span>
    </Command.Item>
  );
}
