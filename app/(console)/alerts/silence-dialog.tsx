"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keep, useKept } from "@/components/kept";
import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { Dialog } from "@/components/ui/dialog";
import { Area, Field, Select } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { showToast } from "@/components/ui/toast";
import { DialogForm, Labelled } from "../people/dialog-form";
import type { Alert } from "./alert";

const spans = [
  { value: "1", label: "1 h" },
  { value: "4", label: "4 h" },
  { value: "12", label: "12 h" },
  { value: "24", label: "1 d" },
  { value: "168", label: "7 d" },
] as const;
const maxReason = 500;

interface Typed {
  readonly span: (typeof spans)[number]["value"];
  readonly whose: "rule" | "all";
  readonly queues: string;
  readonly reason: string;
}

interface Props {
  /** What is silenced unless somebody says otherwise: its rule in its queues. Left out: nothing is chosen yet. */
  of?: Pick<Alert, "ruleId" | "rule" | "places" | "groupId">;
  onClose: () => void;
}

/** A silence has an end and a reason; alerts under it are still evaluated and shown. */
export function SilenceDialog({ of, onClose }: Props) {
  const { zone } = useZone();
  const [openedAt] = useState(() => new Date());
  const places = (of?.places ?? []).map(({ source, queue }) => `${source}/${queue}`);
  const what = `silence ${of?.ruleId ?? ""} ${of?.groupId ?? ""} ${places.join("\n")}`;
  const [kept, setKept] = useKept<Typed>(what);
  const typed = kept ?? { span: "4", whose: of ? "rule" : "all", queues: places.join("\n"), reason: "" };
  const { span, whose, queues, reason } = typed;
  const set = (more: Partial<Typed>) => setKept({ ...typed, ...more });
  const until = new Date(openedAt.getTime() + Number(span) * 3_600_000);
  const patterns = queues
    .split("\n")
    // A name may end with a space, but what is pasted brings spaces of its own.
    .map((line) => (places.includes(line) ? line : line.trim()))
    .filter((line) => line !== "");
  const end = clockText(until, zone, { date: true });
  const make = useMakeSilence(end, () => {
    keep(what, null);
    onClose();
  });
  const refusal =
    patterns.length === 0 ? "Say of which queues: */* is all of them." : reason.trim().length < 3 ? "Say why in a few words." : null;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Silence">
      <DialogForm
        error={make.error?.message ?? null}
        action={`Silence until ${end}`}
        busy={make.isPending}
        refusal={refusal}
        onClose={onClose}
        onSend={() =>
          make.mutate({
            ruleId: of && whose === "rule" ? of.ruleId : null,
            queues: patterns,
            groups: of && whose === "rule" && of.groupId !== null ? [of.groupId] : [],
            until: until.toISOString(),
            reason: reason.trim(),
          })
        }
      >
        <p className="text-ink-2">Nobody is told of what it covers until its end. Alerts are still evaluated and shown, marked silenced.</p>
        {of && (
          <Labelled label="Alerts">
            <Select value={whose} onChange={(event) => set({ whose: event.target.value === "all" ? "all" : "rule" })}>
              <option value="rule">
                Of the rule {of.rule}
                {of.groupId === null ? "" : ", of this group"}
              </option>
              <option value="all">Of every rule</option>
            </Select>
          </Labelled>
        )}
        <Labelled label="Queues" hint="One a line, as source/queue. * stands for anything.">
          <Area className="font-mono" value={queues} spellCheck={false} onChange={(event) => set({ queues: event.target.value })} />
        </Labelled>
        <div className="grid gap-1">
          <span className="font-550">Until</span>
          <div className="flex flex-wrap items-center gap-3">
            <Segmented label="Silence for" options={spans} value={span} onChange={(next) => set({ span: next })} />
            <span className="text-ink-2">{end}</span>
          </div>
        </div>
        <Labelled label="Reason">
          <Field
            value={reason}
            maxLength={maxReason}
            placeholder="Others read it beside the alerts"
            onChange={(event) => set({ reason: event.target.value })}
            autoFocus
          />
        </Labelled>
      </DialogForm>
    </Dialog>
  );
}

function useMakeSilence(end: string, onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.alerts.silence.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() });
        void queryClient.invalidateQueries({ queryKey: trpc.overview.counts.queryKey() });
        showToast({ what: `Silenced until ${end}.`, why: "What fires is still shown, marked silenced." });
        onDone();
      },
    }),
  );
}
