"use client";

import { Section } from "@/components/ui/answer";
import { Checkbox } from "@/components/ui/checkbox";
import { Area, Field, Select } from "@/components/ui/field";
import { Labelled } from "../../people/dialog-form";
import type { Rule } from "../alert";
import type { Draft, FormProps } from "./draft";
import { wordsOf } from "./param-words";
import { TellsFields } from "./tells-fields";

const severities = ["info", "warning", "error", "critical"] as const satisfies readonly Rule["severity"][];
const verdicts = ["poison", "transient", "unknown"] as const satisfies Rule["where"]["verdicts"];
const pers: Readonly<Record<Rule["per"], string>> = {
  queue: "each queue",
  group: "each group",
  source: "each source",
  replay: "each replay",
  all: "everything together",
};

/** A rule as a form: when it fires, where it looks, whom it tells. */
export function RuleForm(props: FormProps) {
  return (
    <>
      <When {...props} />
      <Where {...props} />
      <TellsFields {...props} />
    </>
  );
}

const grid = "grid gap-x-4 gap-y-3 desk:grid-cols-2";

function When({ draft, kind, isNamed, onChange }: FormProps) {
  const set = (more: Partial<Draft>) => onChange({ ...draft, ...more });
  return (
    <Section title="When" note={kind.description}>
      <div className={grid}>
        {!isNamed && (
          <Labelled label="Name" hint="Lower-case letters, digits and dashes. The name of a rule of Redrive stands in its place.">
            <Field
              value={draft.name}
              maxLength={63}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => set({ name: event.target.value })}
            />
          </Labelled>
        )}
        {kind.params.map(({ key, description, least, most, mayBeNull }) => (
          <Labelled key={key} label={wordsOf(key)} hint={description.replaceAll("`null`", "Empty").replaceAll("`", "")}>
            <Field
              inputMode="decimal"
              value={draft.params[key] ?? ""}
              placeholder={mayBeNull ? "none" : boundsText(least, most)}
              onChange={(event) => set({ params: { ...draft.params, [key]: event.target.value } })}
            />
          </Labelled>
        ))}
        <Labelled label="For, in seconds" hint="It fires once its condition has held for so long.">
          <Field inputMode="numeric" value={draft.forSeconds} onChange={(event) => set({ forSeconds: event.target.value })} />
        </Labelled>
        <Labelled label="Over after, in seconds" hint="It is over once its condition has not held for so long.">
          <Field inputMode="numeric" value={draft.keepSeconds} onChange={(event) => set({ keepSeconds: event.target.value })} />
        </Labelled>
        <Labelled label="One alert for">
          <Select value={draft.per} onChange={(event) => set({ per: kind.pers.find((per) => per === event.target.value) ?? draft.per })}>
            {kind.pers.map((per) => (
              <option key={per} value={per}>
                {pers[per]}
              </option>
            ))}
          </Select>
        </Labelled>
        <Labelled label="Severity">
          <Select
            value={draft.severity}
            onChange={(event) => set({ severity: severities.find((one) => one === event.target.value) ?? draft.severity })}
          >
            {severities.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        </Labelled>
      </div>
    </Section>
  );
}

function Where({ draft, kind, onChange }: FormProps) {
  const set = (more: Partial<Draft>) => onChange({ ...draft, ...more });
  return (
    <Section title="Where" note="one a line; * stands for anything; empty is everything that is watched">
      <div className={grid}>
        <Lines label="Queues, as source/queue" value={draft.queues} onChange={(queues) => set({ queues })} />
        <Lines label="But not these queues" value={draft.except} onChange={(except) => set({ except })} />
        {kind.narrows === "eventTypes" && (
          <Lines label="Event types" value={draft.eventTypes} onChange={(eventTypes) => set({ eventTypes })} />
        )}
        {kind.narrows !== "queues" && (
          <>
            <Lines label="Teams that own the group" value={draft.owners} onChange={(owners) => set({ owners })} />
            <fieldset className="flex flex-wrap content-start gap-x-4">
              <legend className="font-550">Verdicts</legend>
              {verdicts.map((verdict) => (
                <label key={verdict} className="flex min-h-7 items-center gap-2 max-desk:min-h-11">
                  <Checkbox
                    checked={draft.verdicts.includes(verdict)}
                    onCheckedChange={(checked) =>
                      set({ verdicts: checked ? [...draft.verdicts, verdict] : draft.verdicts.filter((one) => one !== verdict) })
                    }
                  />
                  {verdict}
                </label>
              ))}
            </fieldset>
          </>
        )}
      </div>
      {draft.groups.length > 0 && <p className="mt-2 text-ink-2">Only of these groups: {draft.groups.join(", ")}.</p>}
    </Section>
  );
}

function Lines({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  return (
    <Labelled label={label}>
      <Area className="font-mono" value={value} spellCheck={false} onChange={(event) => onChange(event.target.value)} />
    </Labelled>
  );
}

function boundsText(least: number | null, most: number | null): string {
  return [least !== null && `from ${least}`, most !== null && most < 1_000_000 && `to ${most}`].filter(Boolean).join(" ");
}
