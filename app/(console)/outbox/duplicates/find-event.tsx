"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsString, useQueryState } from "nuqs";
import { useState } from "react";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { numberText } from "@/server/text/numbers";

/** Looks one event id up in every application, and among the messages here. */
export function FindEvent() {
  const [eventId, setEventId] = useQueryState("event", parseAsString.withDefault(""));
  const [typed, setTyped] = useState(eventId);
  const found = useQuery(useTRPC().idempotency.find.queryOptions({ eventId }, { enabled: eventId !== "", refetchInterval: false }));
  return (
    <section aria-label="Look an event id up" className="px-pad pb-3">
      <form
        className="flex gap-2"
        onSubmit={(event) => {
          event.preventDefault();
          void setEventId(typed.trim());
        }}
      >
        <Field
          className="max-w-96"
          aria-label="Event id"
          placeholder="Event id"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button type="submit" busy={found.isFetching}>
          Look up
        </Button>
      </form>
      {eventId !== "" && found.isPending && <SkeletonRows rows={2} />}
      {found.isError && <QueryError what="The event" error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <dl className="mt-3 grid grid-cols-[minmax(92px,auto)_minmax(0,1fr)] gap-x-3 gap-y-1 [&>dt]:text-ink-3">
          {found.data.applications.map(({ application, reason, rows }) => (
            <div key={application} className="contents">
              <dt>{application}</dt>
              <dd>
                {rows.length === 0 && (reason === null ? "not in its tables" : `unknown: ${reason}`)}
                {rows.map(({ table, consumer, times, at }) => (
                  <span key={`${table} ${consumer}`} className="block">
                    {consumer ?? application} processed it
                    {at && (
                      <>
                        {" "}
                        at <Clock at={at} />
                      </>
                    )}
                    {times > 1 && `, ${numberText(times)} times`} <span className="font-mono text-ink-3">{table}</span>
                  </span>
                ))}
              </dd>
            </div>
          ))}
          <dt>Messages here</dt>
          <dd className="flex flex-wrap gap-x-3">
            {found.data.messages.length === 0 && "none"}
            {found.data.messages.map(({ id, queue }) => (
              <Link key={id} href={`/messages/${id}?tab=idempotency`} className="tap text-accent-ink hover:underline">
                {queue} {id}
              </Link>
            ))}
          </dd>
        </dl>
      )}
    </section>
  );
}
