"use client";

import { useQuery } from "@tanstack/react-query";
import { useKept } from "@/components/kept";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock, Section } from "@/components/ui/answer";
import { Radio } from "@/components/ui/field";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError } from "@/components/ui/states";
import { type Draft, draftOfKind, type Kind } from "./draft";
import { RuleForm } from "./rule-form";
import { RulePreview } from "./rule-preview";
import { SaveRule } from "./save-rule";

/** A rule of one's own: what it watches, then the form of that kind with what it would have done. */
export function NewRule() {
  const trpc = useTRPC();
  const kinds = useQuery(trpc.alerts.kinds.queryOptions());
  const channels = useQuery(trpc.alerts.channels.queryOptions());
  const mayNot = useRefusal()("alert.manage");
  const [draft, setDraft] = useKept<Draft>("new rule");
  if (kinds.isError && !kinds.data) return <QueryError what="The kinds of rule" error={kinds.error} onRetry={() => void kinds.refetch()} />;
  if (!kinds.data) return <AnswerSkeleton />;
  const kind = kinds.data.find((one) => one.kind === draft?.kind);
  const save = draft && kind && <SaveRule draft={draft} kind={kind} isChanged locked={null} onSaved={() => setDraft(null)} />;
  return (
    <>
      <Answer
        title={kind ? `A rule that watches: ${kind.label.toLowerCase()}.` : "What shall the rule watch?"}
        sub={
          kind ? kind.description : "Each kind has its own numbers; before you save, you see when it would have fired in the last 7 days."
        }
        actions={save}
      >
        <Refusals className="mt-2.5" of={[{ label: "Save rule", refusal: mayNot }]} />
      </Answer>
      <Kinds
        kinds={kinds.data}
        chosen={draft?.kind ?? null}
        onChoose={(next) => setDraft({ ...draftOfKind(next), name: draft?.name ?? "" })}
      />
      {draft && kind && (
        <>
          {mayNot === null && <RulePreview draft={draft} kind={kind} onChange={setDraft} />}
          <RuleForm
            draft={draft}
            kind={kind}
            channels={(channels.data?.channels ?? []).map(({ name }) => name)}
            isNamed={false}
            onChange={setDraft}
          />
          <Dock>{save}</Dock>
        </>
      )}
    </>
  );
}

function Kinds({ kinds, chosen, onChoose }: { kinds: readonly Kind[]; chosen: string | null; onChoose: (kind: Kind) => void }) {
  return (
    <Section title="Kind">
      <fieldset className="grid gap-x-4 desk:grid-cols-2">
        <legend className="sr-only">Kind of rule</legend>
        {kinds.map((kind) => (
          <Radio
            key={kind.kind}
            name="kind"
            checked={kind.kind === chosen}
            onChange={() => onChoose(kind)}
            label={
              <>
                <span className="font-550">{kind.label}</span> <span className="text-12 text-ink-3">{kind.description}</span>
              </>
            }
          />
        ))}
      </fieldset>
    </Section>
  );
}
