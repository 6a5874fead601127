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
import { type Tab, Tabs } from "@/components/ui/tabs";
import { Tag } from "@/components/ui/tag";
import { useKey } from "@/components/use-key";
import { Verdict } from "@/components/verdict";
import { numberText } from "@/server/text/numbers";
import { AlertStrip } from "../../alerts/alert-strip";
import { Facts } from "./facts";
import { FailureTab } from "./failure-tab";
import { HeadersFacts } from "./headers-facts";
import { HeadersTab } from "./headers-tab";
import { HistoryTab } from "./history-tab";
import { IdempotencyTab } from "./idempotency-tab";
import { MessageActions, MessageRefusals } from "./message-actions";
import { MessageEvidence } from "./message-evidence";
import { OrderTab } from "./order-tab";
import { PayloadTab } from "./payload-tab";
import { nameOf, sentOf, type Message } from "./message";

const panels = {
  failure: FailureTab,
  payload: PayloadTab,
  headers: HeadersTab,
  order: OrderTab,
  idempotency: IdempotencyTab,
  history: HistoryTab,
} as const;
type Panel = keyof typeof panels;
const tabs = Object.keys(panels) as Panel[];

/** One dead letter: what happened, whether it can be replayed, and everything that it carries. */
export function MessageView({ id }: { id: number }) {
  const router = useRouter();
  const [tab] = useQueryState("tab", parseAsStringLiteral(tabs).withDefault("failure"));
  const message = useQuery(useTRPC().messages.get.queryOptions({ id }));
  const { data } = message;
  const go = (other: number | null | undefined) => {
    if (other) router.push(hrefOf(other, tab));
  };
  useKey("j", () => go(data?.older));
  useKey("k", () => go(data?.newer));
  useKey("escape", () => (history.length > 1 ? router.back() : router.push("/messages")));
  return (
    <Page
      crumbs={[{ label: "Messages", href: "/messages" }, { label: data ? nameOf(data) : String(id) }]}
      back={data ? { label: data.groupTitle, href: `/groups/${data.groupId}` } : { label: "Messages", href: "/messages" }}
      beside={data && <Neighbours message={data} onGo={go} />}
    >
      {message.isPending && (
        <>
          <AnswerSkeleton />
          <SkeletonRows rows={5} />
        </>
      )}
      {message.isError && <QueryError what="The message" error={message.error} onRetry={() => void message.refetch()} />}
      {data && <Opened message={data} tab={tab} />}
    </Page>
  );
}

function hrefOf(id: number, tab: Panel): string {
  return `/messages/${id}${tab === "failure" ? "" : `?tab=${tab}`}`;
}

function Neighbours({ message: { others, newer, older }, onGo }: { message: Message; onGo: (id: number | null) => void }) {
  return (
    <span className="ml-2 hidden items-center whitespace-nowrap text-12 text-ink-3 desk:flex">
      <span className="mr-1 max-wide:hidden">{numberText(others + 1)} in its group</span>
      <Button kind="quiet" icon aria-label="Newer of its group (k)" disabled={!newer} onClick={() => onGo(newer)}>
        <ChevronUp aria-hidden />
      </Button>
      <Button kind="quiet" icon aria-label="Older of its group (j)" disabled={!older} onClick={() => onGo(older)}>
        <ChevronDown aria-hidden />
      </Button>
    </span>
  );
}

function Opened({ message, tab }: { message: Message; tab: Panel }) {
  const Shown = panels[tab];
  return (
    <>
      <AlertStrip groupId={message.groupId} />
      <Answer title={message.answer.title} above={<Marks message={message} />} actions={<MessageActions message={message} />}>
        <MessageEvidence message={message} />
        <MessageRefusals message={message} />
      </Answer>
      <Tabs label="Message" current={tab} tabs={tabsOf(message)} />
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] wide:grid-cols-[minmax(0,1fr)_336px]">
        <div className="min-w-0 px-pad pt-1 pb-6">
          <Shown message={message} />
        </div>
        {tab === "headers" ? <HeadersFacts message={message} /> : <Facts message={message} />}
      </div>
      <Dock>
        <MessageActions message={message} docked />
      </Dock>
    </>
  );
}

const styleWords = { command: "command", event: "event", notification: "notification", state: "carries state" } as const;

function Marks({ message }: { message: Message }) {
  const written = message.original === "taken" ? 2 : 1;
  return (
    <>
      <Verdict verdict={message.verdict} chip />
      <Tag>{message.state}</Tag>
      {message.style && <Tag>{styleWords[message.style]}</Tag>}
      {message.version > written && <Tag>edited, version {message.version}</Tag>}
      <Tag className="max-desk:hidden">
        replayed {sentOf(message)} of {message.replayLimit}
      </Tag>
    </>
  );
}

function tabsOf({ id, diagnosis, bodyIsNull, size, headers, properties, history, eventKey }: Message): readonly Tab[] {
  return [
    { key: "failure", label: "Failure", count: diagnosis?.attemptCount ?? undefined, href: hrefOf(id, "failure") },
    { key: "payload", label: "Payload", count: bodyIsNull ? "null" : bytesText(size), href: hrefOf(id, "payload") },
    { key: "headers", label: "Headers", count: headers.length + properties.length, href: hrefOf(id, "headers") },
    ...(eventKey === null ? [] : [{ key: "order", label: "Order", href: hrefOf(id, "order") }]),
    { key: "idempotency", label: "Idempotency", href: hrefOf(id, "idempotency") },
    { key: "history", label: "History", count: history.length, href: hrefOf(id, "history") },
  ];
}
