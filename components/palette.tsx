"use client";

import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionItems, type Found, FoundItems, KeyItem, kinds, PageItems } from "./palette-items";
import { Shortcuts } from "./shortcuts";
import { useTRPC } from "./trpc";
import { Kbd } from "./ui/button";
import { Dialog } from "./ui/dialog";
import { useKey } from "./use-key";

const none = [] as const;

/** Ctrl-K: jump to a place, a queue, a group, a replay, or a message by its event id, key or number; or press what the header has. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const [help, setHelp] = useState(false);
  useKey("mod+k", () => onOpenChange(!open), { inFloat: open });
  useKey("?", () => setHelp(true));
  const wanted = text.trim();
  const { data: found = none } = useQuery(
    useTRPC().overview.jump.queryOptions({ text: wanted }, { enabled: open && wanted.length > 1, refetchInterval: false }),
  );
  const { value, setValue } = useBest(wanted, found);
  const close = () => {
    onOpenChange(false);
    setText("");
  };
  const go = (href: string) => {
    close();
    router.push(href);
  };
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title="Jump to" bare className="overflow-hidden desk:w-[640px]">
        <Command label="Jump to" shouldFilter={false} value={value} onValueChange={setValue} className="flex max-h-[inherit] flex-col">
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
            <FoundItems found={found} onGo={go} />
            <PageItems wanted={wanted} onGo={go} />
            <ActionItems wanted={wanted} onHelp={() => setHelp(true)} onRun={close} />
            {wanted.length > 1 && <KeyItem wanted={wanted} onGo={go} />}
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

/** What is found comes after what is typed: Enter opens the best of it, not what happened to stand first before. */
function useBest(wanted: string, found: Found) {
  const [chosen, setChosen] = useState<{ readonly among: string; readonly value: string } | null>(null);
  const among = `${wanted} ${found.map(({ href }) => href).join(" ")}`;
  const [best] = kinds.flatMap(({ kind }) => found.filter((hit) => hit.kind === kind));
  const value = chosen?.among === among ? chosen.value : best ? `${best.kind} ${best.href}` : undefined;
  return { value, setValue: (next: string) => setChosen({ among, value: next }) };
}
