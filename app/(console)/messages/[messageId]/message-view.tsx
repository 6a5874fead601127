"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ChevronUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Page } from "@/components/shell";
import { useTRPC } from "@/components/trpc";
import { Answer, Dock } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { bytesText } from "@/components/ui/numbers";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { Tabs } from "@/components/ui/tabs";
import { Tag } from "@/components/ui/tag";
import { useKey } from "@/components/use-key";
import { Verdict } from "@/components/verdict";
import { Facts } from "./facts";
import { FailureTab } from "./failure-tab";
import { HeadersFacts } from "./headers-facts";
import { HeadersTab } from "./headers-tab";
import { HistoryTab } from "./history-tab";
import { MessageActions } from "./message-actions";
import { MessageEvidence } from "./message-evidence";
import { PayloadTab } from "./payload-tab";
import { nameOf, sentOf } from "./message";

const tabs = ["failure", "payload", "headers", "history"] as const;

/** One dead letter: what happened, whether it can be replayed, and everything that it carries. */
export function MessageView({ id }: { id: number }) {
  const router = useRouter();
  const [tab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("failure"));
  const message = useQuery(useTRPC().messages.get.queryOptions({ id }));
  const { data } = message;
  const go = (other: number | null | undefined) => {
    if (other) router.push(`/messages/${other}${tab === "failure" ? "" : `?tab=${tab}`}`);
  };
  useKey("j", () => go(data?.older));
  useKey("k", () => go(data?.newer));
  useKey("Escape", () => (history.length > 1 ? router.back() : router.push("/messages")));
  const crumbs = [{ label: "Messages", href: "/messages" }, { label: data ? nameOf(data) : String(id) }];
  const beside = data && (
    <span className="ml-2 hidden items-center whitespace-nowrap text-12 text-ink-3 desk:flex">
      <span className="mr-1 max-wide:hidden">{(data.others + 1).toLocaleString("en")} in its group</span>
      <Button kind="quiet" icon aria-label="Newer of its group (k)" disabled={!data.newer} onClick={() => go(data.newer)}>
        <ChevronUp aria-hidden />
      </Button>
      <Button kind="quiet" icon aria-label="Older of its group (j)" disabled={!data.older} onClick={() => go(data.older)}>
        <ChevronDown aria-hidden />
      </Button>
    </span>
  );
  return (
    <Page
      crumbs={crumbs}
      back={{ label: data ? data.groupTitle : "Messages", href: data ? `/groups/${data.groupId}` : "/messages" }}
      beside={beside}
    >
      {message.isPending && (
        <>
          <AnswerSkeleton />
          <SkeletonRows rows={5} />
        </>
      )}
      {message.isError && <QueryError what="The message" error={message.error} onRetry={() => void message.refetch()} />}
      {data && (
        <>
          <Answer
            title={data.answer.title}
            above={
              <>
                <Verdict verdict={data.diagnosis?.verdict ?? data.verdict} chip />
                <Tag>{data.state}</Tag>
                {data.version > (data.original === "taken" ? 2 : 1) && <Tag>edited, version {data.version}</Tag>}
                <Tag className="max-desk:hidden">
                  replayed {sentOf(data)} of {data.replayLimit}
                </Tag>
              </>
            }
            actions={<MessageActions message={data} />}
          >
            <MessageEvidence message={data} />
          </Answer>
          <Tabs
            label="Message"
            current={tab}
            tabs={[
              { key: "failure", label: "Failure", count: data.diagnosis?.attemptCount ?? undefined, href: `/messages/${id}` },
              {
                key: "payload",
                label: "Payload",
                count: data.bodyIsNull ? "null" : bytesText(data.size),
                href: `/messages/${id}?tab=payload`,
              },
              {
                key: "headers",
                label: "Headers",
                count: data.headers.length + data.properties.length,
                href: `/messages/${id}?tab=headers`,
              },
              { key: "history", label: "History", count: data.history.length, href: `/messages/${id}?tab=history` },
            ]}
          />
          <div className="grid flex-1 grid-cols-[minmax(0,1fr)] wide:grid-cols-[minmax(0,1fr)_336px]">
            <div className="min-w-0 px-pad pt-1 pb-6">
              {tab === "failure" && <FailureTab message={data} />}
              {tab === "payload" && <PayloadTab message={data} />}
              {tab === "headers" && <HeadersTab message={data} />}
              {tab === "history" && <HistoryTab message={data} />}
            </div>
            {tab === "headers" ? <HeadersFacts message={data} /> : <Facts message={data} />}
          </div>
          <Dock>
            <MessageActions message={data} docked />
          </Dock>
        </>
      )}
    </Page>
  );
}
