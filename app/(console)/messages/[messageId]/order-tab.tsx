"use client";

import { useQuery } from "@tanstack/react-query";
import { ListOrdered } from "lucide-react";
import Link from "next/link";
import { NumberLine, PointMark, runText } from "@/components/number-line";
import { Age, Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { buttonClass } from "@/components/ui/button";
import { type Column, HiddenHead, Row, Table } from "@/components/ui/table";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import { pointWords } from "@/server/sequences/words";
import type { Message } from "./message";
import { Outboxes } from "./outboxes";

const columns: readonly Column[] = [
  { key: "number", head: "Number", width: "88px" },
  { key: "state", head: "State", width: "132px" },
  { key: "event", head: "Event", width: "minmax(0,140px)" },
  { key: "where", head: "Where it is", width: "minmax(0,1fr)" },
  { key: "when", head: "When", width: "72px" },
  { key: "open", head: <HiddenHead>Message</HiddenHead>, width: "112px", end: true },
];
/** Last numbers change in the application's database, which gives no notice. */
const againMs = 5_000;

/** The numbers of this message's key: what was processed, what is dead, what is missing, and where this one stands. */
export function OrderTab({ message }: { message: Message }) {
  const order = useQuery(useTRPC().sequences.order.queryOptions({ id: message.id }, { refetchInterval: againMs }));
  const { data } = order;
  if (order.isPending) return <SkeletonRows rows={4} />;
  if (order.isError && data === undefined) return <QueryError what="The order" error={order.error} onRetry={() => void order.refetch()} />;
  if (!data)
    return (
      <Empty title="This message has no place in an order." icon={<ListOrdered aria-hidden />}>
        {message.eventKey === null
          ? "Its envelope gives no key."
          : `Its envelope gives the key ${markLine(message.eventKey)}, and no whole number.`}{" "}
        Under <code className="font-mono">envelope</code> in redrive.yaml you can say where key and number stand.
      </Empty>
    );
  const { line, number, verdict, last, asOf } = data;
  return (
    <>
      <section className="pt-4">
        <div className="mb-3 flex flex-wrap items-baseline gap-x-2">
          <h2 className="text-14 font-600">
            Order of <span className="font-mono [overflow-wrap:anywhere]">{line.key}</span>
          </h2>
          <span className="text-12 text-ink-3">
            as of <Clock at={asOf} />
          </span>
        </div>
        <p className="mb-1">
          <span className="font-550">This is number {number}.</span> {verdict}
        </p>
        <p className="mb-3 text-ink-2">{last}</p>
        <div className="isolate">
          <NumberLine points={line.points} more={line.more} current={number} />
        </div>
        <Outboxes title="Still in an outbox, with this key" all={data.outboxes} />
        {line.replay.ids.length > 0 && (
          <Link className={`${buttonClass("plain")} mt-3`} href={`/replays/new?ids=${line.replay.ids.join(",")}`}>
            Replay {line.replay.words} in order
          </Link>
        )}
        {line.replay.left > 0 && (
          <p className="mt-1 text-12 text-ink-3">{numberText(line.replay.left)} more are dead behind them: replay those next.</p>
        )}
      </section>
      <section className="-mx-pad pt-4">
        <Table label="Numbers of the key" columns={columns} className="border-line border-t">
          {line.points.map((point, nth) => (
            <Row
              key={`${point.from} ${nth}`}
              className={`grid-cols-[minmax(0,1fr)_auto] gap-y-0.5 py-2 ${point.from === number ? "bg-selected" : ""}`}
            >
              <td className="font-600 tabular-nums">{runText(point)}</td>
              <td className="flex items-center gap-1.5">
                <PointMark state={point.state} />
                {pointWords[point.state]}
              </td>
              <td className="min-w-0 truncate text-ink-2 max-desk:hidden">{point.eventType}</td>
              <td className="min-w-0 [overflow-wrap:anywhere] max-desk:col-span-2">
                {point.queue && <span className="font-mono">{markLine(point.queue)}</span>}
                {point.title && <small className="block text-12 text-ink-3">{point.title}</small>}
              </td>
              <td className="text-ink-2">{point.at ? <Age at={point.at} /> : null}</td>
              <td className="text-right">
                {point.messageId === message.id ? (
                  <span className="text-ink-2">this message</span>
                ) : (
                  point.messageId !== null && (
                    <Link className="tap text-accent-ink hover:underline" href={`/messages/${point.messageId}?tab=order`}>
                      Open message
                    </Link>
                  )
                )}
              </td>
            </Row>
          ))}
        </Table>
      </section>
    </>
  );
}
