"use client";

import { useMutation } from "@tanstack/react-query";
import { Download, EyeOff, RotateCw, Undo2, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { Clock, exactText } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useKey } from "@/components/use-key";
import { changedWords, type Progress } from "@/server/bulk/words";
import { parseFilter } from "@/server/messages/filter";
import type { Everything, Selected } from "./selected";

interface Props {
  selected: Selected;
  filter: string;
  matching: Everything | undefined;
  onDone: () => void;
}

const verbs = { discard: "Discard", restore: "Restore", export: "Export" } as const;
type Act = keyof typeof verbs;

/** Docked under the list: it never covers a row. */
export function BulkBar({ selected, filter, matching, onDone }: Props) {
  const router = useRouter();
  const trpc = useTRPC();
  const [act, setAct] = useState<Act | null>(null);
  const { all } = selected;
  const count = all ? `${all.n.toLocaleString("en")}${all.capped ? "+" : ""}` : selected.ids.size.toLocaleString("en");
  const active = all !== null || selected.ids.size > 0;
  const messages = count === "1" ? "1 message" : `${count} messages`;
  const selection = all ? { filter, asOf: all.asOf } : { ids: [...selected.ids] };
  const discarded = parseFilter(filter).terms.some((term) => term.qualifier === "state" && term.value === "discarded");
  const plan = () => {
    const params = new URLSearchParams(all ? { filter, asOf: all.asOf } : { ids: [...selected.ids].join(",") });
    router.push(`/replays/new?${params}`);
  };
  useKey("r", plan, active);
  useKey("Escape", () => selected.clear(), active);
  const done = (changed: Progress, word: "discarded" | "restored") => {
    setAct(null);
    selected.clear();
    onDone();
    showToast(changedWords(changed, word));
  };
  const discard = useMutation(trpc.messages.discard.mutationOptions({ onSuccess: (changed) => done(changed, "discarded") }));
  const restore = useMutation(trpc.messages.restore.mutationOptions({ onSuccess: (changed) => done(changed, "restored") }));
  if (!active) return null;
  const facts = [
    { label: "What", value: all ? `${messages} that match: ${all.words}` : `${messages}, chosen one by one` },
    ...(all ? [{ label: "As of", value: exactText(new Date(all.asOf), "utc") }] : []),
    {
      label: "Effect",
      value:
        act === "discard"
          ? "They are hidden, and can be restored. Nothing is destroyed."
          : act === "restore"
            ? "They are dead again, as before, and can be replayed."
            : "A file of JSON lines with bodies and headers; the audit log notes it.",
    },
  ];
  const confirm = (reason: string) => {
    if (act === "discard") discard.mutate({ selection, reason });
    else if (act === "restore") restore.mutate({ selection, reason });
    else {
      downloadExport(selection, reason);
      setAct(null);
    }
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected messages"
      className="sticky bottom-14 z-10 mt-auto flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-surface px-pad py-2 desk:bottom-0"
    >
      <b className="font-600">{count} selected</b>
      {!all && matching && matching.n > selected.ids.size && (
        <button
          type="button"
          className="text-12 text-accent-ink hover:underline max-desk:ml-auto desk:text-13"
          onClick={() => selected.takeAll(matching)}
        >
          Select all {matching.n.toLocaleString("en")}
          {matching.capped ? "+" : ""} that match as of <Clock at={matching.asOf} />
        </button>
      )}
      <span className="flex items-center gap-2 max-desk:w-full desk:ml-auto">
        <Button kind="main" shortcut="r" className="max-desk:flex-1" onClick={plan}>
          <RotateCw aria-hidden /> Plan replay
        </Button>
        {discarded ? (
          <Button className="max-desk:flex-1" onClick={() => setAct("restore")}>
            <Undo2 aria-hidden /> Restore
          </Button>
        ) : (
          <Button className="max-desk:flex-1" onClick={() => setAct("discard")}>
            <EyeOff aria-hidden /> Discard
          </Button>
        )}
        <Button className="max-desk:hidden" onClick={() => setAct("export")}>
          <Download aria-hidden /> Export
        </Button>
        <Button kind="quiet" icon aria-label="Clear the selection" onClick={() => selected.clear()}>
          <X aria-hidden />
        </Button>
      </span>
      {act && (
        <Confirm
          open
          onOpenChange={(open) => !open && setAct(null)}
          title={`${verbs[act]} ${messages}`}
          facts={facts}
          action={`${verbs[act]} ${count}`}
          {...(act === "discard" && all && all.n > 100 ? { typed: String(all.n) } : {})}
          busy={discard.isPending || restore.isPending}
          error={discard.error?.message ?? restore.error?.message}
          onConfirm={confirm}
        />
      )}
    </div>
  );
}

/** A form post, so that the browser streams the file to disk. */
function downloadExport(selection: unknown, reason: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/api/messages/export";
  for (const [name, value] of Object.entries({ selection: JSON.stringify(selection), reason })) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
