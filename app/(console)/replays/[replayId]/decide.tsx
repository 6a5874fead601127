"use client";

import { useMutation } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Confirm } from "@/components/confirm";
import { Age } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { reasonWords } from "@/server/replays/words";
import { numberText } from "@/server/text/numbers";
import type { Item } from "./replay";

interface Props {
  replayId: number;
  /** A number: all that are unknown, which were so many when somebody pressed. */
  of: readonly Item[] | number;
  onClose: () => void;
}

const choices = [
  {
    sent: true,
    label: "It was sent",
    all: "They were sent",
    effect:
      "Counts as replayed, and is watched for a comeback where it carries the mark of Redrive. If it was not sent after all, the shop never gets it.",
  },
  {
    sent: false,
    label: "It was not sent",
    all: "They were not sent",
    effect: "Dead again, to be replayed once more. If it was sent after all, that replay delivers it twice.",
  },
] as const;

/** The broker's answer was lost: a person who looked says whether it was sent. */
export function Decide({ replayId, of, onClose }: Props) {
  const [items, n] = typeof of === "number" ? [null, of] : [of, of.length];
  const [sent, setSent] = useState<boolean | null>(null);
  const decide = useMutation(useTRPC().replays.decide.mutationOptions({ onSuccess: onClose }));
  const those = n === 1 ? "it" : numberText(n);
  return (
    <Confirm
      open
      onOpenChange={(open) => !open && onClose()}
      title={n === 1 ? "Was it sent?" : `Were these ${those} sent?`}
      facts={[...factsOf(items, n), { label: "Decision", value: <Choice one={n === 1} sent={sent} onSent={setSent} /> }]}
      action={sent === null ? "Decide" : sent === false ? `Make ${those} dead again` : `Count ${those} as sent`}
      refusal={sent === null ? "Look at the target, then choose." : null}
      busy={decide.isPending}
      error={decide.error?.message}
      onConfirm={(reason) => {
        if (sent !== null) decide.mutate({ id: replayId, ...(items ? { itemIds: items.map(({ id }) => id) } : { most: n }), sent, reason });
      }}
    />
  );
}

/** Both ways with their consequences; none is chosen before somebody does. */
function Choice({ one, sent, onSent }: { one: boolean; sent: boolean | null; onSent: (sent: boolean) => void }) {
  return (
    <fieldset className="grid gap-2" aria-label="Decision">
      {choices.map((choice) => (
        <label key={choice.label} className="flex cursor-pointer items-start gap-2 max-desk:min-h-11">
          <input
            type="radio"
            name="decision"
            className="mt-0.5 size-4 flex-none appearance-none rounded-full bg-surface shadow-[inset_0_0_0_1.5px_var(--line-control)] checked:shadow-[inset_0_0_0_5px_var(--accent)]"
            checked={sent === choice.sent}
            onChange={() => onSent(choice.sent)}
          />
          <span>
            <b className="font-550">{one ? choice.label : choice.all}</b>
            <span className="block text-12 text-ink-2">{choice.effect}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function factsOf(items: readonly Item[] | null, n: number): readonly { readonly label: string; readonly value: ReactNode }[] {
  const [first] = items ?? [];
  const name =
    n === 1 && first ? <span className="font-mono">{first.eventKey ?? `message ${first.messageId}`}</span> : countWords(n, items);
  return [
    { label: n === 1 ? "Message" : "Messages", value: name },
    { label: "Known", value: first?.reason ? reasonWords(first.reason) : `${n === 1 ? "Its" : "Their"} outcome was lost.` },
    ...(items ? [{ label: "Unknown for", value: <Age at={oldest(items)} /> }] : []),
  ];
}

function countWords(n: number, items: readonly Item[] | null): string {
  return items ? `${numberText(n)} that you chose` : `all ${numberText(n)} unknown ones`;
}

/** Since when the first of them is unknown. */
function oldest(items: readonly Item[]): Date | null {
  const times = items.flatMap(({ intentAt, outcomeAt }) => outcomeAt ?? intentAt ?? []).map((at) => new Date(at).getTime());
  return times.length > 0 ? new Date(Math.min(...times)) : null;
}
