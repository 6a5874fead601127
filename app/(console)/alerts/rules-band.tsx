"use client";

import { useQuery } from "@tanstack/react-query";
import { ListTree, Plus } from "lucide-react";
import Link from "next/link";
import { Band } from "@/components/band";
import { useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { Button, buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Bars } from "@/components/ui/sparkline";
import { type Column, Row, Table } from "@/components/ui/table";
import { Mark, Tag } from "@/components/ui/tag";
import { numberText } from "@/server/text/numbers";
import type { Rule } from "./alert";

const columns: readonly Column[] = [
  { key: "rule", head: "Rule", width: "minmax(0,1.3fr)" },
  { key: "week", head: "Last 7 days", width: "112px" },
  { key: "times", head: "Fired", width: "88px" },
  { key: "tells", head: "Tells", width: "minmax(0,1fr)" },
  { key: "from", head: "From", width: "104px" },
];
const origins = { default: "Redrive", config: "redrive.yaml", page: "this page" } as const;

/** What makes an alert: the rules in force, with how often each fired. */
export function RulesBand() {
  const rules = useQuery(useTRPC().alerts.rules.queryOptions());
  const mayNot = useRefusal()("alert.manage");
  return (
    <div className="min-w-0">
      <Band
        title="Rules"
        note="a rule of redrive.yaml or of this page stands in the place of one of Redrive with the same name"
        end={
          <span className="flex items-center gap-2">
            <Link href="/alerts/owners" className={buttonClass("quiet")}>
              <ListTree aria-hidden />
              Owners
            </Link>
            {mayNot ? (
              <Button refusal={mayNot}>
                <Plus aria-hidden />
                New rule
              </Button>
            ) : (
              <Link href="/alerts/rules/new" className={buttonClass()}>
                <Plus aria-hidden />
                New rule
              </Link>
            )}
          </span>
        }
      >
        {rules.isPending && <SkeletonRows rows={6} className="border-line border-t" />}
        {rules.isError && <QueryError what="The rules" error={rules.error} onRetry={() => void rules.refetch()} />}
        {rules.data?.rules.length === 0 && (
          <p className="border-line border-t px-pad py-3 text-ink-2">
            No rule is in force: alerts.defaults is off in redrive.yaml, and nobody made one.
          </p>
        )}
        {rules.data && rules.data.rules.length > 0 && (
          <Table label="Rules" columns={columns} className="border-line border-t">
            {rules.data.rules.map((rule) => (
              <RuleRow key={rule.id} rule={rule} channels={rules.data.channels.length} />
            ))}
          </Table>
        )}
      </Band>
    </div>
  );
}

function RuleRow({ rule, channels }: { rule: Rule; channels: number }) {
  return (
    <Row className={cn("grid-cols-[minmax(0,1fr)_auto] gap-y-0.5 py-2 hover:bg-hover", !rule.enabled && "text-ink-3")}>
      <td className="min-w-0">
        <Link data-row={`rule ${rule.id}`} href={`/alerts/rules/${rule.id}`} className="font-550 after:absolute after:inset-0">
          {rule.label}
        </Link>
        <p className="text-12 text-ink-3 [overflow-wrap:anywhere]">
          {rule.name}: {rule.condition}
        </p>
      </td>
      <td className="max-desk:hidden">
        <Bars values={rule.week} height={20} tone={rule.firing > 0 ? "bad" : "none"} />
      </td>
      <td className="max-desk:text-right max-desk:text-12">
        {!rule.enabled ? (
          <Tag>off</Tag>
        ) : rule.firing > 0 ? (
          <Mark tone="bad" icon={null}>
            {numberText(rule.firedInWeek)}, {numberText(rule.firing)} now
          </Mark>
        ) : (
          <span className={rule.firedInWeek === 0 ? "text-ink-3" : "font-600"}>
            {rule.firedInWeek === 0 ? "never" : numberText(rule.firedInWeek)}
          </span>
        )}
      </td>
      <td className="min-w-0 cut text-ink-2 max-desk:text-12">{tellsText(rule, channels)}</td>
      <td className="text-12 text-ink-3 max-desk:text-right">{origins[rule.origin]}</td>
    </Row>
  );
}

/** Whom a rule tells, in words. */
export function tellsText({ tells }: Pick<Rule, "tells">, channels: number): string {
  if (tells) return tells.join(", ");
  return channels === 0 ? "nobody: no channel is configured" : "the owner's channels, or all";
}
