"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useKeptChange } from "@/components/kept";
import { KeptNote } from "@/components/kept-note";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { Page } from "@/components/shell";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock, Section } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import type { Rule } from "../alert";
import { AlertTable } from "../alert-table";
import { draftOfRule, type Kind } from "./draft";
import { RemoveRule } from "./remove-rule";
import { RuleFacts } from "./rule-facts";
import { RuleForm } from "./rule-form";
import { RulePreview } from "./rule-preview";
import { SaveRule } from "./save-rule";

const back = { label: "Alerts", href: "/alerts" };

/** One rule: what it does in a sentence, what it would have done, and what it is made of. */
export function RuleView({ id }: { id: number }) {
  const trpc = useTRPC();
  const rules = useQuery(trpc.alerts.rules.queryOptions());
  const kinds = useQuery(trpc.alerts.kinds.queryOptions());
  const rule = useNamed(id, rules.data?.rules ?? []);
  const failed = [rules, kinds].find((query) => query.isError && !query.data);
  return (
    <Page crumbs={[back, { label: rule?.label ?? `Rule ${id}` }]} back={back}>
      {failed?.error && <QueryError what="The rule" error={failed.error} onRetry={() => void failed.refetch()} />}
      {!failed && (rules.isPending || kinds.isPending) && <AnswerSkeleton />}
      {rules.data && kinds.data && <Found id={id} rule={rule} kinds={kinds.data} channels={rules.data.channels.map(({ name }) => name)} />}
    </Page>
  );
}

/** The rule, or what stands in its place since: where somebody else saves one of Redrive's, what is written here is for its name. */
function useNamed(id: number, rules: readonly Rule[]): Rule | undefined {
  const byId = rules.find((one) => one.id === id);
  const [name, setName] = useState(byId?.name);
  if (byId && byId.name !== name) setName(byId.name);
  return byId ?? rules.find((one) => one.name === name);
}

function Found({ id, rule, kinds, channels }: { id: number; rule: Rule | undefined; kinds: readonly Kind[]; channels: readonly string[] }) {
  const kind = kinds.find((one) => one.kind === rule?.kind);
  if (!rule || !kind) return <NoRule id={id} />;
  return <Opened key={rule.name} rule={rule} kind={kind} channels={channels} />;
}

function NoRule({ id }: { id: number }) {
  return (
    <Empty title={`There is no rule ${id} in force that you may see.`}>
      <h1 className="sr-only">Rule</h1>
      It may have been removed, or another one with its name stands in its place. The list of alerts shows all rules.
    </Empty>
  );
}

const fromWords = {
  default: "It is one of Redrive's own. What you save here stands in its place.",
  config: "It stands in redrive.yaml, and is changed there.",
  page: "It was made here.",
} as const;

function Opened({ rule, kind, channels }: { rule: Rule; kind: Kind; channels: readonly string[] }) {
  const kept = useKeptChange(`rule ${rule.name}`, draftOfRule(rule));
  const { draft, setDraft } = kept;
  const mayNot = useRefusal()("alert.manage");
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOfRule(rule));
  const locked = rule.origin === "config" ? "This rule stands in redrive.yaml. Change it there." : null;
  const save = <SaveRule draft={draft} kind={kind} isChanged={isChanged} locked={locked} onSaved={kept.startOver} />;
  return (
    <>
      <Answer
        above={
          <>
            <Tag>{rule.enabled ? "on" : "off"}</Tag>
            <Tag>{rule.severity}</Tag>
            <Tag>{rule.name}</Tag>
          </>
        }
        title={`${rule.label}: ${rule.condition}.`}
        sub={fromWords[rule.origin]}
        actions={
          <>
            {rule.origin === "page" && <RemoveRule rule={rule} />}
            {save}
          </>
        }
      >
        <Refusals className="mt-2.5" of={[{ label: "Save rule", refusal: locked ? null : mayNot }]} />
      </Answer>
      <KeptNote kept={kept} className="mx-pad mb-3" />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[minmax(0,1fr)_336px]">
        <div className="min-w-0 [&>section:first-child]:border-t-0">
          {mayNot === null && <RulePreview draft={draft} kind={kind} onChange={setDraft} />}
          <RuleAlerts ruleId={rule.id} />
          {locked === null && mayNot === null && <RuleForm draft={draft} kind={kind} channels={channels} isNamed onChange={setDraft} />}
        </div>
        <RuleFacts rule={rule} channels={channels.length} />
      </div>
      {locked === null && mayNot === null && (
        <Dock>
          {save}
          {rule.origin === "page" && <RemoveRule rule={rule} />}
        </Dock>
      )}
    </>
  );
}

/** What fires by it now, and what did last. */
function RuleAlerts({ ruleId }: { ruleId: number }) {
  const trpc = useTRPC();
  const open = useQuery(trpc.alerts.list.queryOptions({ view: "open", ruleId, limit: 10 }));
  const over = useQuery(trpc.alerts.list.queryOptions({ view: "resolved", ruleId, limit: 5 }));
  const alerts = [...(open.data?.alerts ?? []), ...(over.data?.alerts ?? [])];
  const failed = [open, over].find((query) => query.isError && !query.data);
  return (
    <>
      <Section title="Its alerts" note="those that fire, then the last that are over">
        {open.isPending && <SkeletonRows rows={2} className="-mx-pad" />}
        {failed?.error && (
          <div className="-mx-pad">
            <QueryError what="Its alerts" error={failed.error} onRetry={() => void failed.refetch()} />
          </div>
        )}
        {open.data && over.data && alerts.length === 0 && <p className="text-ink-2">It has never fired.</p>}
      </Section>
      {alerts.length > 0 && <AlertTable alerts={alerts} label="Alerts of this rule" narrow />}
    </>
  );
}
