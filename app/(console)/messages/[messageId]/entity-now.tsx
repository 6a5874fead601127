"use client";

import { useQuery } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/components/trpc";
import { Clock } from "@/components/time";
import { Button } from "@/components/ui/button";
import { Note, QueryError } from "@/components/ui/states";
import { Code } from "./code";
import { prettyJson } from "./pretty-json";
import { ageWords } from "./entity-words";
import type { EntityState, Message } from "./message";

/** What the event is about, as its owner tells it now: asked when a person wants it, since the owner's system is asked. */
export function EntityNow({ message: { id, hasEntity } }: { message: Message }) {
  const [asked, setAsked] = useState(false);
  const options = { enabled: asked, refetchInterval: false, staleTime: Number.POSITIVE_INFINITY } as const;
  const entity = useQuery(useTRPC().messages.entity.queryOptions({ id }, options));
  if (!hasEntity) return null;
  return (
    <section aria-labelledby="entity" className="mt-5 border-line border-t pt-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="entity" className="font-600">
          The entity now
        </h2>
        <Button className="ml-auto" busy={entity.isFetching} onClick={() => (asked ? void entity.refetch() : setAsked(true))}>
          <RefreshCw aria-hidden /> {asked ? "Look again" : "Look it up"}
        </Button>
      </div>
      {entity.isError && <QueryError what="The entity" error={entity.error} onRetry={() => void entity.refetch()} />}
      {entity.data && <Told entity={entity.data} />}
    </section>
  );
}

function Told({ entity }: { entity: EntityState }) {
  if (entity.state === "unread") return <Note className="mt-3">It is not known. {entity.reason}</Note>;
  return (
    <>
      <p className="my-2 text-12 text-ink-3 [overflow-wrap:anywhere]">
        {entity.address} at <Clock at={entity.at} />
      </p>
      {entity.state === "gone" ? (
        <Note>Its owner does not have it: it was deleted, or never there.</Note>
      ) : (
        <>
          <Note className="mb-3">{ageWords(entity)}</Note>
          <Code json={entity.json} lines={((entity.json ? prettyJson(entity.text) : null) ?? entity.text).split("\n")} />
        </>
      )}
    </>
  );
}
