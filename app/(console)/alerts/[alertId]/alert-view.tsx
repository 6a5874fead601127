"use client";

import { useQuery } from "@tanstack/react-query";
import { BellRing, CloudOff, Compass, Layers, Repeat2, UserRoundCheck } from "lucide-react";
import Link from "next/link";
import { useMine } from "@/components/may";
import { isAnswered } from "@/components/reads";
import { Page } from "@/components/shell";
import { Age, Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock, Evidence, type EvidenceLine } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { useKey } from "@/components/use-key";
import { giverWords } from "@/server/access/words";
import { numberText } from "@/server/text/numbers";
import { type Alert, type AlertPage, isLive } from "../alert";
import { AcknowledgeButton, AlertMenu, AlertRefusals } from "../alert-acts";
import { AlertState } from "../alert-state";
import { useAlertAct } from "../use-act";
import { AlertBody } from "./alert-body";
import { NextStep } from "./next-step";

/** Where every notice leads: what is wrong, who has it, what to do next, and what has happened since. */
export function AlertView({ id }: { id: number }) {
  const page = useQuery(useTRPC().alerts.get.queryOptions({ id }, { refetchInterval: 10_000 }));
  const { data } = page;
  const back = { label: "Alerts", href: "/alerts" };
  return (
    <Page crumbs={[back, { label: data?.alert.title ?? `Alert ${id}` }]} back={back}>
      {page.isPending && (
        <>
          <AnswerSkeleton />
          <SkeletonRows rows={5} />
        </>
      )}
      {page.isError && !data && (
        <>
          <QueryError what="The alert" error={page.error} onRetry={() => void page.refetch()} />
          {isAnswered(page.error) && <WhoMay />}
        </>
      )}
      {data && <Opened page={data} />}
    </Page>
  );
}

/** The link of a notice was opened by somebody who may not see what it is about. */
function WhoMay() {
  const { data } = useMine();
  return data ? (
    <p className="px-pad text-center text-ink-2">Alerts need alert.view in every queue that they are about. {giverWords(data)}</p>
  ) : null;
}

function Opened({ page }: { page: AlertPage }) {
  const { alert } = page;
  const { act } = useAlertAct(alert);
  const needsSomebody = alert.state === "firing";
  useKey("a", () => act("acknowledge"), { enabled: isLive(alert) && alert.ackedAt === null });
  return (
    <>
      <Answer
        above={
          <>
            <AlertState state={alert.state} chip />
            <Since alert={alert} />
            <Tag>{alert.severity}</Tag>
            {isLive(alert) && !alert.isNow && (
              <Tag>
                <span>
                  as of <Clock at={alert.asOf} />
                </span>
              </Tag>
            )}
          </>
        }
        title={alert.sentence}
        actions={
          <>
            <AcknowledgeButton alert={alert} kind={needsSomebody ? "main" : "plain"} shortcut="a" />
            <AlertMenu alert={alert} label="Snooze" />
            <NextStep page={page} kind={needsSomebody ? "plain" : "main"} />
          </>
        }
      >
        <Evidence lines={evidenceOf(alert)} />
        <AlertRefusals alert={alert} />
      </Answer>
      <AlertBody page={page} />
      <Dock>
        {isLive(alert) && <AcknowledgeButton alert={alert} kind={needsSomebody ? "main" : "plain"} />}
        <NextStep page={page} kind={needsSomebody ? "plain" : "main"} />
        <AlertMenu alert={alert} label="Snooze" icon />
      </Dock>
    </>
  );
}

function Since({ alert }: { alert: Alert }) {
  const at = alert.firedAt ?? alert.since;
  return (
    <Tag>
      {alert.state === "resolved" ? (
        <span>
          over since <Clock at={alert.resolvedAt} seconds={false} />
        </span>
      ) : (
        <span>
          since <Clock at={at} seconds={false} />, <Age at={at} />
        </span>
      )}
    </Tag>
  );
}

function evidenceOf(alert: Alert): readonly EvidenceLine[] {
  const holder =
    alert.holder === "nobody"
      ? "Nobody has it yet."
      : alert.ackedBy
        ? `${alert.holder ?? ""} has it.`
        : `Who has it: ${alert.holder ?? ""}.`;
  return [
    ...(isLive(alert)
      ? [
          {
            key: "who",
            icon: alert.ackedAt ? <UserRoundCheck aria-hidden /> : <BellRing aria-hidden />,
            tone: alert.ackedAt ? ("ok" as const) : ("warn" as const),
            text: `${holder}${alert.state === "firing" || alert.state === "acknowledged" ? "" : ` ${alert.status}.`}`,
          },
        ]
      : []),
    ...(alert.next ? [{ key: "next", icon: <Compass aria-hidden />, text: alert.next }] : []),
    ...(alert.standsFor > 1
      ? [
          {
            key: "many",
            icon: <Layers aria-hidden />,
            text: (
              <Link href={`/alerts?in=${alert.id}`} className="text-accent-ink hover:underline">
                It stands for {numberText(alert.standsFor)} alerts: show them
              </Link>
            ),
          },
        ]
      : []),
    ...(alert.flappingSince
      ? [
          {
            key: "flapping",
            icon: <Repeat2 aria-hidden />,
            tone: "warn" as const,
            text: "It comes and goes, and counts as firing until it has been quiet for 30 min.",
          },
        ]
      : []),
    ...(alert.blindSince
      ? [
          {
            key: "blind",
            icon: <CloudOff aria-hidden />,
            tone: "warn" as const,
            text: "Redrive cannot read what this alert is about: its numbers are as of",
            source: new Date(alert.asOf).toISOString().slice(11, 19).concat(" UTC"),
          },
        ]
      : []),
  ];
}
