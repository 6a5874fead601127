"use client";

import { useQuery } from "@tanstack/react-query";
import { Copy, History, KeyRound, Repeat2, Scale, TrendingUp, Undo2, Users } from "lucide-react";
import { Page } from "@/components/shell";
import { useTRPC } from "@/components/trpc";
import { Answer, Evidence } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Tag } from "@/components/ui/tag";
import { Verdict } from "@/components/verdict";
import type { GroupAnswerLine } from "@/server/groups/output";
import { markHidden } from "@/server/text/marked";
import type { GroupPage } from "../group";
import { StatusMark } from "../status-mark";
import { AlertStrip } from "../../alerts/alert-strip";
import { GroupBody } from "./group-body";
import { GroupDock, GroupHeadActions, GroupRefusals } from "./group-head-actions";

const icons: Readonly<Record<GroupAnswerLine["kind"], typeof Scale>> = {
  verdict: Scale,
  rate: TrendingUp,
  status: History,
  attempts: Repeat2,
  keys: KeyRound,
  lineage: Undo2,
  duplicates: Copy,
};

/** One group: what fails, how sure that is, what its messages have in common, and what to do with them. */
export function GroupView({ id }: { id: number }) {
  const page = useQuery(useTRPC().groups.get.queryOptions({ id }));
  const { data } = page;
  return (
    <Page
      crumbs={[{ label: "Groups", href: "/groups" }, { label: data?.group.title ?? `Group ${id}` }]}
      back={{ label: "Groups", href: "/groups" }}
    >
      {page.isPending && (
        <>
          <AnswerSkeleton />
          <SkeletonRows />
        </>
      )}
      {page.isError && !data && <QueryError what="The group" error={page.error} onRetry={() => void page.refetch()} />}
      {data && (
        <>
          <AlertStrip groupId={id} />
          <Head data={data} />
          <GroupBody data={data} />
          <GroupDock group={data.group} />
        </>
      )}
    </Page>
  );
}

function Head({ data: { group, answer } }: { data: GroupPage }) {
  return (
    <Answer
      above={
        <>
          <Verdict verdict={group.verdict} chip />
          <StatusMark status={group.status} />
          <Tag>
            <Users aria-hidden />
            {group.assignee ? markHidden(group.assignee) : "nobody assigned"}
          </Tag>
        </>
      }
      title={answer.title}
      actions={<GroupHeadActions group={group} />}
    >
      <Evidence
        lines={answer.lines.map(({ kind, tone, text }) => {
          const Icon = icons[kind];
          return { key: kind, icon: <Icon aria-hidden />, tone, text };
        })}
      />
      <GroupRefusals group={group} />
    </Answer>
  );
}
