"use client";

import { Download, EyeOff, RotateCw, Undo2, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Clock, exactText } from "@/components/time";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useKey } from "@/components/use-key";
import type { Done } from "@/server/bulk/output";
import { changedWords, messagesText } from "@/server/bulk/words";
import { parseFilter } from "@/server/messages/filter";
import { numberText } from "@/server/text/numbers";
import { ActDialog } from "./act-dialog";
import type { Act } from "./ask";
import type { Everything, Selected } from "./selected";
import { useUndoDiscard } from "./use-undo";

interface Props {
  selected: Selected;
  filter: string;
  matching: Everything | undefined;
  onDone: () => void;
}

const effects: Readonly<Record<Act, string>> = {
  discard: "They are hidden, and can be restored. Nothing is destroyed.",
  restore: "They are dead again, as before, and can be replayed.",
  export: "A file of JSON lines with bodies and headers; the audit log notes it.",
};

const releasedEffect =
  "They are dead here again, and can be replayed. Of those that are still in their queue, or were handled from there, a replay delivers a second copy.";

/** Docked under the list: it never covers a row. */
export function BulkBar({ selected, filter, matching, onDone }: Props) {
  const router = useRouter();
  const [act, setAct] = useState<Act | null>(null);
  const { all } = selected;
  const active = all !== null || selected.ids.size > 0;
  const count = all ? countText(all) : numberText(selected.ids.size);
  const plan = () => {
    const params = new URLSearchParams(all ? { filter, asOf: all.asOf } : { ids: [...selected.ids].join(","), from: filter });
    router.push(`/replays/new?${params}`);
  };
  const refusalOf = useRefusal();
  const undoOf = useUndoDiscard();
  const mayNotReplay = refusalOf("replay.start");
  const mayNotDiscard = refusalOf("message.discard");
  const mayNotExport = refusalOf("message.export");
  const settled = asksFor(filter, "discarded") || asksFor(filter, "released");
  useKey("r", plan, { enabled: active && mayNotReplay === null });
  useKey("escape", () => selected.clear(), { enabled: active });
  if (!active) return null;
  const selection = all ? { filter, asOf: all.asOf } : { ids: [...selected.ids] };
  const done = (progress: Done) => {
    setAct(null);
    selected.clear();
    onDone();
    showToast(
      act === "restore" ? changedWords(progress, "restored") : { ...changedWords(progress, "discarded"), ...undoOf(selection, progress) },
    );
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected messages"
      className="sticky bottom-14 z-10 mt-auto flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t bg-surface px-pad py-2 desk:bottom-0"
    >
      <b className="font-600">{count} selected</b>
      {!all && matching && matching.n > selected.ids.size && <TakeAll matching={matching} onTake={() => selected.takeAll(matching)} />}
      <span className="flex items-center gap-2 max-desk:w-full desk:ml-auto">
        <Button kind="main" shortcut="r" className="max-desk:flex-1" refusal={mayNotReplay} onClick={plan}>
          <RotateCw aria-hidden /> Plan replay
        </Button>
        <HideOrRestore settled={settled} refusal={mayNotDiscard} onAct={setAct} />
        <Button className="max-desk:hidden" refusal={mayNotExport} onClick={() => setAct("export")}>
          <Download aria-hidden /> Export
        </Button>
        <Button kind="quiet" icon aria-label="Clear the selection" onClick={() => selected.clear()}>
          <X aria-hidden />
        </Button>
      </span>
      <Refusals
        className="basis-full"
        of={[
          { label: "Plan replay", refusal: mayNotReplay },
          { label: settled ? "Restore" : "Discard", refusal: mayNotDiscard },
        ]}
      />
      {act && (
        <ActDialog
          act={act}
          selection={selection}
          facts={factsOf(selected)}
          effect={act === "restore" && asksFor(filter, "released") ? releasedEffect : effects[act]}
          onClose={() => setAct(null)}
          onDone={done}
        />
      )}
    </div>
  );
}

function countText({ n, capped }: Everything): string {
  return `${numberText(n)}${capped ? "+" : ""}`;
}

function asksFor(filter: string, state: "discarded" | "released"): boolean {
  return parseFilter(filter).terms.some(({ qualifier, value }) => qualifier === "state" && value === state);
}

function factsOf({ all, ids }: Selected): { label: string; value: string }[] {
  if (!all) return [{ label: "What", value: `${messagesText(ids.size)}, chosen one by one` }];
  return [
    { label: "What", value: `All that match: ${all.words}` },
    { label: "As of", value: exactText(new Date(all.asOf), "utc") },
  ];
}

function TakeAll({ matching, onTake }: { matching: Everything; onTake: () => void }) {
  return (
    <button
      type="button"
      className="text-left text-12 text-accent-ink hover:underline max-desk:ml-auto max-desk:min-h-11 desk:text-13"
      onClick={onTake}
    >
      Select all {countText(matching)} that match as of <Clock at={matching.asOf} />
    </button>
  );
}

function HideOrRestore({ settled, refusal, onAct }: { settled: boolean; refusal: string | null; onAct: (act: Act) => void }) {
  return settled ? (
    <Button className="max-desk:flex-1" refusal={refusal} onClick={() => onAct("restore")}>
      <Undo2 aria-hidden /> Restore
    </Button>
  ) : (
    <Button className="max-desk:flex-1" refusal={refusal} onClick={() => onAct("discard")}>
      <EyeOff aria-hidden /> Discard
    </Button>
  );
}
