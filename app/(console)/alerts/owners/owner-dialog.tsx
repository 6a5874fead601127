"use client";

import { useMutation } from "@tanstack/react-query";
import { useKeptChange } from "@/components/kept";
import { KeptNote } from "@/components/kept-note";
import { useTRPC } from "@/components/trpc";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Area, Field } from "@/components/ui/field";
import { DialogForm, Labelled } from "../../people/dialog-form";
import type { Owner } from "../alert";
import { linesOf } from "../rules/draft";
import { useOwnerDone } from "./use-owner-done";

const nobody: Pick<Owner, "team" | "queues" | "eventTypes" | "frames" | "tells"> = {
  team: "",
  queues: [],
  eventTypes: [],
  frames: [],
  tells: [],
};

/** As it is typed: lists are lines. */
interface Typed {
  readonly team: string;
  readonly queues: string;
  readonly eventTypes: string;
  readonly frames: string;
  readonly tells: readonly string[];
  readonly reason: string;
}

function typedOf({ team, queues, eventTypes, frames, tells }: typeof nobody): Typed {
  return { team, queues: queues.join("\n"), eventTypes: eventTypes.join("\n"), frames: frames.join("\n"), tells, reason: "" };
}

/** A team and what is theirs: each part that is filled in has to match. */
export function OwnerDialog({ owner, channels, onClose }: { owner: Owner | null; channels: readonly string[]; onClose: () => void }) {
  const done = useOwnerDone(onClose);
  const kept = useKeptChange(`owner ${owner?.team ?? ""}`, typedOf(owner ?? nobody));
  const { team, queues, eventTypes, frames, tells, reason } = kept.draft;
  const set = (more: Partial<Typed>) => kept.setDraft({ ...kept.draft, ...more });
  const save = useMutation(
    useTRPC().alerts.saveOwner.mutationOptions({
      onSuccess: () => {
        kept.startOver();
        done(`The owner rule of ${team.trim()} is saved.`);
      },
    }),
  );
  const parts = { queues: [...linesOf(queues)], eventTypes: [...linesOf(eventTypes)], frames: [...linesOf(frames)] };
  const refusal = missingOf(team, parts, reason);
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={owner ? `What ${owner.team} owns` : "New owner rule"}>
      <DialogForm
        error={save.error?.message ?? null}
        action="Save"
        busy={save.isPending}
        refusal={refusal}
        onClose={onClose}
        onSend={() => save.mutate({ team: team.trim(), ...parts, tells: [...tells], reason: reason.trim() })}
      >
        <KeptNote kept={kept} />
        {!owner && (
          <Labelled label="Team">
            <Field value={team} maxLength={100} autoComplete="off" onChange={(event) => set({ team: event.target.value })} autoFocus />
          </Labelled>
        )}
        <Lines
          label="Queues"
          hint="One a line, as source/queue. * stands for anything."
          value={queues}
          onChange={(next) => set({ queues: next })}
        />
        <Lines label="Event types" hint="Such as Payment*" value={eventTypes} onChange={(next) => set({ eventTypes: next })} />
        <Lines
          label="Code"
          hint="The frame where a message failed, such as com.shop.payments.*"
          value={frames}
          onChange={(next) => set({ frames: next })}
        />
        <fieldset className="flex flex-wrap gap-x-4">
          <legend className="font-550">Channels of the team</legend>
          {channels.length === 0 && <p className="text-ink-2">None is configured.</p>}
          {channels.map((name) => (
            <label key={name} className="flex min-h-8 items-center gap-2 max-desk:min-h-11">
              <Checkbox
                checked={tells.includes(name)}
                onCheckedChange={(checked) => set({ tells: checked ? [...tells, name] : tells.filter((one) => one !== name) })}
              />
              {name}
            </label>
          ))}
        </fieldset>
        <Labelled label="Reason">
          <Field value={reason} maxLength={500} onChange={(event) => set({ reason: event.target.value })} />
        </Labelled>
      </DialogForm>
    </Dialog>
  );
}

function missingOf(team: string, parts: Readonly<Record<string, readonly string[]>>, reason: string): string | null {
  if (team.trim() === "") return "Name the team.";
  if (Object.values(parts).every((lines) => lines.length === 0)) return "Say what is theirs.";
  return reason.trim().length < 3 ? "Say why in a few words." : null;
}

function Lines({ label, hint, value, onChange }: { label: string; hint: string; value: string; onChange: (value: string) => void }) {
  return (
    <Labelled label={label} hint={hint}>
      <Area className="font-mono" value={value} spellCheck={false} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  );
}
