"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Band } from "@/components/band";
import { Age } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { Empty, QueryError } from "@/components/ui/states";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { numberText } from "@/server/text/numbers";
import type { Channel } from "../alert";
import { ChannelState } from "../channel-state";
import { DeliveryLog } from "./delivery-log";
import { PauseChannel } from "./pause-channel";
import { TestChannel } from "./test-channel";

const columns: readonly Column[] = [
  { key: "channel", head: "Channel", width: "minmax(0,1.2fr)" },
  { key: "health", head: "Health", width: "128px" },
  { key: "answer", head: "Last answer", width: "minmax(0,1.4fr)" },
  { key: "day", head: "Last 24 hours", width: "minmax(0,1fr)" },
  { key: "rules", head: "Told by", width: "72px", end: true },
  { key: "acts", head: <HiddenHead>Acts</HiddenHead>, width: "208px", end: true },
];

/** Whether alerts reach people: each channel with its last answer, and every notice with what came of it. */
export function ChannelsView() {
  const list = useQuery(useTRPC().alerts.channels.queryOptions(undefined, { refetchInterval: 10_000 }));
  const [filter, setFilter] = useQueryStates({
    channel: parseAsString,
    alert: parseAsInteger,
    show: parseAsStringLiteral(["all", "failed", "waiting", "superseded"]).withDefault("all"),
  });
  if (list.isError && !list.data) return <QueryError what="The channels" error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <AnswerSkeleton />;
  const { channels, answer } = list.data;
  return (
    <>
      <Answer title={answer.title} sub={answer.sub} />
      <Band title="Channels" note="configured in redrive.yaml; those that fail first">
        {channels.length === 0 ? (
          <div className="border-line border-t">
            <Empty title="No channel is configured.">
              Alerts are evaluated and shown here all the same. “channels” in redrive.yaml says where they go, such as Slack.
            </Empty>
          </div>
        ) : (
          <Table label="Channels" columns={columns} className="border-line border-t">
            {channels.map((channel) => (
              <ChannelRow key={channel.name} channel={channel} />
            ))}
          </Table>
        )}
      </Band>
      <DeliveryLog filter={filter} channels={channels.map(({ name }) => name)} onFilter={(next) => void setFilter(next)} />
    </>
  );
}

function ChannelRow({ channel }: { channel: Channel }) {
  return (
    <Row className="grid-cols-[minmax(0,1fr)_auto] gap-y-0.5 py-2">
      <td className="min-w-0">
        <b className="font-550 [overflow-wrap:anywhere]">{channel.name}</b>
        <span className="block text-12 text-ink-3">
          {channel.kind === "pretend" ? (
            <Link href="/alerts/pretend" className="tap text-accent-ink hover:underline">
              What Slack would get
            </Link>
          ) : (
            channel.kind
          )}
        </span>
      </td>
      <td>
        <ChannelState channel={channel} />
      </td>
      <td className="min-w-0 text-ink-2 max-desk:order-3 max-desk:col-span-2 [overflow-wrap:anywhere]">
        <span className="text-12 text-ink-3 desk:hidden">Last answer: </span>
        {channel.answer ?? (channel.deliveredAt ? "delivered" : <span className="text-ink-3">none yet</span>)}
        {channel.pausedAt && (
          <span className="block text-12 text-warn">
            paused <Age at={channel.pausedAt} suffix=" ago" />
            {channel.pausedBy && ` by ${channel.pausedBy.name}`}
            {channel.pauseReason && `: “${channel.pauseReason}”`}. Of each alert the newest notice waits, and is sent when the channel is
            resumed.
          </span>
        )}
        <span className="block text-12 text-ink-3">
          {channel.failingSince && (
            <>
              failing for <Age at={channel.failingSince} />
            </>
          )}
          {!channel.failingSince && channel.deliveredAt && (
            <>
              <Age at={channel.deliveredAt} suffix=" ago" />
            </>
          )}
        </span>
      </td>
      <td className="min-w-0 text-ink-2 max-desk:order-4 max-desk:col-span-2 max-desk:text-12">
        <span className="text-ink-3 desk:hidden">Last 24 hours: </span>
        {numberText(channel.delivered)} delivered
        {channel.waiting > 0 && <span className="text-warn">, {numberText(channel.waiting)} waiting</span>}
        {channel.failed > 0 && <span className="text-bad">, {numberText(channel.failed)} failed</span>}
      </td>
      <td className="text-right text-ink-2 max-desk:hidden">
        {numberText(channel.rules)} {channel.rules === 1 ? "rule" : "rules"}
      </td>
      <td className="max-desk:order-5 max-desk:col-span-2">
        <span className="flex flex-wrap gap-1 desk:justify-end">
          <TestChannel channel={channel} />
          <PauseChannel channel={channel} />
        </span>
      </td>
    </Row>
  );
}
