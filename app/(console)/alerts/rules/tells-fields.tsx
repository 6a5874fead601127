"use client";

import { Plus, X } from "lucide-react";
import { Section } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field, Radio } from "@/components/ui/field";
import { Labelled } from "../../people/dialog-form";
import type { Draft, FormProps } from "./draft";

/** Who is told at once, and who else when nobody acknowledges. */
export function TellsFields({ draft, channels, onChange }: Pick<FormProps, "draft" | "channels" | "onChange">) {
  const set = (more: Partial<Draft>) => onChange({ ...draft, ...more });
  const { tells, steps } = draft;
  return (
    <Section title="Tells">
      <div className="grid gap-3">
        <div>
          <Radio
            name="tells"
            label="The channels of the team that owns it, or else every channel"
            checked={tells === null}
            onChange={() => set({ tells: null })}
          />
          <Radio name="tells" label="These channels" checked={tells !== null} onChange={() => set({ tells: tells ?? [] })} />
          {tells !== null && (
            <Channels channels={channels} chosen={tells} label="Tells at once" onChange={(next) => set({ tells: next })} />
          )}
        </div>
        {steps.map((step, index) => (
          <div key={index} className="flex flex-wrap items-end gap-3 border-line border-t pt-3">
            <Labelled label="After minutes">
              <Field
                className="w-28"
                inputMode="decimal"
                value={step.afterMinutes}
                onChange={(event) => set({ steps: steps.with(index, { ...step, afterMinutes: event.target.value }) })}
              />
            </Labelled>
            <Channels
              channels={channels}
              chosen={step.tells}
              label={`Step ${index + 1} tells`}
              onChange={(next) => set({ steps: steps.with(index, { ...step, tells: next }) })}
            />
            <Button kind="quiet" icon aria-label={`Remove step ${index + 1}`} onClick={() => set({ steps: steps.toSpliced(index, 1) })}>
              <X aria-hidden />
            </Button>
          </div>
        ))}
        <div className="flex flex-wrap items-center gap-3">
          <Button
            refusal={channels.length === 0 ? "No channel is configured." : null}
            onClick={() => set({ steps: [...steps, { afterMinutes: "30", tells: [] }] })}
          >
            <Plus aria-hidden />
            Add a step, unless somebody acknowledges
          </Button>
        </div>
        <div className="grid gap-x-4 gap-y-3 desk:grid-cols-2">
          <Labelled label="Again after minutes" hint="While it fires and nobody has it. Empty: it is told once.">
            <Field inputMode="decimal" value={draft.repeatMinutes} onChange={(event) => set({ repeatMinutes: event.target.value })} />
          </Labelled>
          <Labelled label="Runbook" hint="A page that says what to do.">
            <Field type="url" value={draft.runbook} placeholder="https://" onChange={(event) => set({ runbook: event.target.value })} />
          </Labelled>
        </div>
        <label className="flex min-h-7 items-center gap-2 max-desk:min-h-11">
          <Checkbox checked={draft.enabled} onCheckedChange={(enabled) => set({ enabled })} />
          The rule is on
        </label>
      </div>
    </Section>
  );
}

interface ChannelsProps {
  channels: readonly string[];
  chosen: readonly string[];
  label: string;
  onChange: (chosen: readonly string[]) => void;
}

function Channels({ channels, chosen, label, onChange }: ChannelsProps) {
  const all = [...new Set([...channels, ...chosen])];
  if (all.length === 0) return <p className="text-ink-2">No channel is configured: channels in redrive.yaml says where alerts go.</p>;
  return (
    <fieldset className="flex flex-wrap gap-x-4">
      <legend className="sr-only">{label}</legend>
      {all.map((name) => (
        <label key={name} className="flex min-h-8 items-center gap-2 max-desk:min-h-11">
          <Checkbox
            checked={chosen.includes(name)}
            onCheckedChange={(checked) => onChange(checked ? [...chosen, name] : chosen.filter((one) => one !== name))}
          />
          {name}
        </label>
      ))}
    </fieldset>
  );
}
