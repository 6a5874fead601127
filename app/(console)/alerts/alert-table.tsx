"use client";

import Link from "next/link";
import { Age, Clock } from "@/components/time";
import { Sparkline } from "@/components/ui/sparkline";
import { cn } from "@/components/ui/class-names";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { numberText } from "@/server/text/numbers";
import { type Alert, alertHref, isLive } from "./alert";
import { AcknowledgeButton, AlertMenu } from "./alert-acts";
import { AlertState } from "./alert-state";

const columns: readonly Column[] = [
  { key: "state", head: "State", width: "128px" },
  { key: "what", head: "What", width: "minmax(0,1fr)" },
  { key: "since", head: "Since; deaths in 1 h", width: "136px" },
  { key: "who", head: "Who has it, what is next", width: "minmax(0,232px)" },
  { key: "acts", head: <HiddenHead>Acts</HiddenHead>, width: "172px", end: true },
];

/** Beside an aside: who has it stands below what it is. */
const narrowColumns: readonly Column[] = [
  { key: "state", head: "State", width: "112px" },
  { key: "what", head: "What, and who has it", width: "minmax(0,1fr)" },
  { key: "since", head: "Since", width: "112px" },
  { key: "acts", head: <HiddenHead>Acts</HiddenHead>, width: "160px", end: true },
];

/** One alert a row; on a phone its sentence comes first. The whole row leads to its page. `narrow`: it stands beside something else. */
export function AlertTable({ alerts, label, narrow = false }: { alerts: readonly Alert[]; label: string; narrow?: boolean }) {
  return (
    <Table label={label} columns={narrow ? narrowColumns : columns} className="border-line border-t">
      {alerts.map((alert) => (
        <AlertRow key={alert.id} alert={alert} narrow={narrow} />
      ))}
    </Table>
  );
}

function AlertRow({ alert, narrow }: { alert: Alert; narrow: boolean }) {
  const needsSomebody = alert.state === "firing";
  return (
    <Row
      className={cn(
        "grid-cols-[minmax(0,1fr)_auto] gap-y-1 py-2 hover:bg-hover max-desk:items-start",
        needsSomebody && "shadow-[inset_2px_0_0_var(--bad-mark)]",
      )}
    >
      <td>
        <AlertState state={alert.state} />
      </td>
      <td className="min-w-0 max-desk:order-3 max-desk:col-span-2">
        <Link data-row={alert.id} href={alertHref(alert.id)} className="font-550 after:absolute after:inset-0 [overflow-wrap:anywhere]">
          {alert.title}
        </Link>
        <p className="text-12 text-ink-3 [overflow-wrap:anywhere]">
          {[
            !narrow && alert.rule,
            alert.severity,
            alert.owner && `owned by ${alert.owner}`,
            alert.standsFor > 1 && `stands for ${numberText(alert.standsFor)}`,
          ]
            .filter(Boolean)
            .join(", ")}
          {alert.flappingSince && <span className="text-warn">, comes and goes</span>}
          <AsOf alert={alert} />
          {alert.blindSince && (
            <span className="text-warn">
              , not known since <Clock at={alert.blindSince} seconds={false} />
            </span>
          )}
          {narrow && (
            <span className="text-ink-2">
              , <Holding alert={alert} />
            </span>
          )}
        </p>
      </td>
      <td className="text-ink-2 max-desk:order-2 max-desk:text-right max-desk:text-12">
        <Clock at={alert.firedAt ?? alert.since} seconds={false} />
        {alert.state !== "resolved" && (
          <>
            , <Age at={alert.firedAt ?? alert.since} />
          </>
        )}
        {!narrow && <Spark alert={alert} />}
      </td>
      {!narrow && (
        <td className="min-w-0 text-ink-2 max-desk:order-4 max-desk:col-span-2 max-desk:text-12 [overflow-wrap:anywhere]">
          <Holding alert={alert} />
        </td>
      )}
      <td className="relative z-10 flex items-center justify-end gap-1 max-desk:order-5 max-desk:col-span-2 max-desk:justify-start">
        <AcknowledgeButton alert={alert} />
        <AlertMenu alert={alert} label="Snooze, mute, silence" icon />
      </td>
    </Row>
  );
}

const sparkTones = { firing: "bad", pending: "warn" } as const;

/** Whether it still goes on: what died in the last hour where it is about. */
function Spark({ alert: { spark, state } }: { alert: Alert }) {
  if (!spark) return null;
  const n = spark.reduce((sum, one) => sum + one, 0);
  const tone = state === "firing" || state === "pending" ? sparkTones[state] : "none";
  return (
    <span className="mt-0.5 block max-desk:hidden" title={`${numberText(n)} in the last hour`}>
      <span className="sr-only">{numberText(n)}</span>
      <Sparkline values={spark} tone={n === 0 ? "none" : tone} />
    </span>
  );
}

/** When its numbers were read, unless that is now. */
export function AsOf({ alert }: { alert: Alert }) {
  if (alert.isNow) return null;
  return (
    <>
      , as of <Clock at={alert.asOf} />
    </>
  );
}

/** Who has it, or what happens next by itself. */
export function Holding({ alert }: { alert: Alert }) {
  if (alert.state === "pending")
    return (
      <>
        fires at <Clock at={alert.firesAt} /> unless it clears
      </>
    );
  if (alert.state === "resolved")
    return (
      <>
        over since <Clock at={alert.resolvedAt} seconds={false} />
      </>
    );
  if (alert.ackedBy)
    return (
      <>
        {alert.ackedBy.name}, <Clock at={alert.ackedAt} seconds={false} />
      </>
    );
  if (alert.state === "snoozed")
    return (
      <>
        tells again at <Clock at={alert.snoozedUntil} seconds={false} />
      </>
    );
  return isLive(alert) && alert.state !== "firing" ? alert.status : (alert.holder ?? "nobody");
}
