"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useRefusal } from "@/components/may";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { OwnSessions } from "./own-sessions";
import type { Asking, Me } from "./people";
import { PeopleDialogs } from "./people-dialogs";
import { PeopleTable } from "./people-table";
import { TokenTable } from "./token-table";

/** Who may come in, as what, and how they are signed in; for those who may not see that, their own sessions. */
export function PeopleView() {
  const me = useQuery(useTRPC().people.me.queryOptions());
  const mayNot = useRefusal()("people.view");
  if (me.isError && !me.data) return <QueryError what="Who you are" error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data) return <AnswerSkeleton />;
  if (!me.data.signsIn)
    return (
      <Answer
        title="Nobody signs in here, and everybody who reaches this console may do everything."
        sub="It listens on this machine only. Once redrive.yaml has signIn, this page lists people, their roles and sessions, and tokens."
      />
    );
  if (me.data.may.viewPeople) return <Everybody me={me.data} />;
  return (
    <>
      <Answer title={`You are signed in as ${me.data.name}.`} sub={mayNot ? `To see others: ${mayNot}` : null} />
      <OwnSessions me={me.data} />
    </>
  );
}

function Everybody({ me }: { me: Me }) {
  const list = useQuery(useTRPC().people.list.queryOptions());
  const [asking, setAsking] = useState<Asking | null>(null);
  return (
    <>
      <PageSummary name="People" query={list} />
      {list.isPending && <SkeletonRows className="border-line border-t" />}
      {list.data && (
        <>
          <PeopleTable people={list.data.people} me={me} onAsk={setAsking} />
          <TokenTable tokens={list.data.tokens} me={me} onAsk={setAsking} />
        </>
      )}
      <OwnSessions me={me} />
      {asking && list.data && <PeopleDialogs asking={asking} data={list.data} onClose={() => setAsking(null)} />}
    </>
  );
}
