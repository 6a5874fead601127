"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Info } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import { useMayRead, useRefusal } from "@/components/may";
import { useTRPC } from "@/components/trpc";
import { More } from "@/components/ui/more";
import { Note, QueryError, SkeletonRows } from "@/components/ui/states";
import type { Outbox } from "./outbox";
import { PublishDialog, type Publishing } from "./publish-dialog";
import { RowDialog } from "./row-dialog";
import { RowTable } from "./row-table";
import { RowsHead, rowStates, type ShownState } from "./rows-head";

/** Each read sorts up to 10,000 rows in somebody else's database. */
const againMs = 10_000;

/** The rows of one outbox that wait or failed, and what can be done for the failed ones. */
export function Rows({ application, outbox }: { application: string; outbox: Outbox }) {
  const { schema, table, failed } = outbox;
  const place = { application, schema, table };
  const [wanted, setState] = useQueryState("state", parseAsStringLiteral(rowStates));
  const state = failed === null ? "unpublished" : (wanted ?? (failed.n > 0 ? "failed" : "unpublished"));
  const [row, setRow] = useQueryState("row", parseAsString.withOptions({ history: "push" }));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [publishing, setPublishing] = useState<Publishing | null>(null);
  const mayNot = useRefusal()("replay.start");
  const canPublish = outbox.publishes && outbox.mayNotPublish === null && state === "failed";
  const close = () => {
    setPublishing(null);
    setChosen([]);
  };
  return (
    <section aria-labelledby="rows" className="border-line border-t pb-6">
      <RowsHead outbox={outbox} state={state} picked={chosen} onState={(next) => void setState(next)} onPublish={setPublishing} />
      <List
        place={place}
        outbox={outbox}
        state={state}
        chosen={canPublish ? chosen : null}
        onChosen={setChosen}
        onOpen={(id) => void setRow(id)}
        onPublish={canPublish && mayNot === null ? (id) => setPublishing({ rows: [id], count: 1 }) : null}
      />
      <Untold outbox={outbox} />
      {row !== null && <RowDialog place={place} id={row} onClose={() => void setRow(null)} />}
      {publishing && <PublishDialog place={place} publishing={publishing} onClose={close} />}
    </section>
  );
}

interface ListProps {
  readonly place: { readonly application: string; readonly schema: string; readonly table: string };
  readonly outbox: Outbox;
  readonly state: ShownState;
  readonly chosen: readonly string[] | null;
  readonly onChosen: (ids: readonly string[]) => void;
  readonly onOpen: (id: string) => void;
  readonly onPublish: ((id: string) => void) | null;
}

function List(props: ListProps) {
  const mayRead = useMayRead()("message.view");
  if (!mayRead) return <p className="px-pad pb-3 text-ink-2">You may not read rows: they hold payloads, and need message.view.</p>;
  return !props.outbox.readsLog ? <Loaded {...props} /> : null;
}

function Loaded({ place, outbox: { reason }, state, chosen, onChosen, onOpen, onPublish }: ListProps) {
  const list = useInfiniteQuery(
    useTRPC().outbox.rows.infiniteQueryOptions(
      { ...place, state },
      { getNextPageParam: ({ next }) => next, initialCursor: null, refetchInterval: againMs },
    ),
  );
  if (list.isPending) return <SkeletonRows rows={4} />;
  if (list.isError) return <QueryError what="The rows" error={list.error} onRetry={() => void list.refetch()} />;
  const choose = (id: string, on: boolean) => onChosen([...(chosen ?? []).filter((one) => one !== id), ...(on ? [id] : [])]);
  const rows = list.data.pages.flatMap((page) => page.rows);
  const [away = null] = list.data.pages.map((page) => page.away);
  const isEmpty = away === null && reason === null && rows.length === 0;
  return (
    <>
      <Why
        away={away === reason ? null : away}
        isCut={list.data.pages.some((page) => page.isCut)}
        isPart={list.data.pages.some((page) => page.isPart)}
      />
      {isEmpty && <p className="px-pad pb-3 text-ink-2">{state === "failed" ? "No row has failed." : "No row waits."}</p>}
      {rows.length > 0 && <RowTable rows={rows} chosen={chosen} onChoose={choose} onOpen={onOpen} onPublish={onPublish} />}
      <More list={list} />
    </>
  );
}

function Why({ away, isCut, isPart }: { away: string | null; isCut: boolean; isPart: boolean }) {
  return (
    <>
      {away !== null && (
        <Note tone="warn" className="mx-pad">
          {away}
        </Note>
      )}
      {isCut && <p className="px-pad pb-3 text-ink-2">No index finds these rows: only the newest 10,000 of the table were looked at.</p>}
      {isPart && (
        <p className="px-pad pb-3 text-ink-2">
          There are more than 10,000 such rows. 10,000 of them are listed: older ones may be missing.
        </p>
      )}
    </>
  );
}

/** What the table cannot tell, and what Redrive does with it. */
function Untold({ outbox: { untold, refusal, mayNotPublish } }: { outbox: Outbox }) {
  return (
    <Note icon={<Info aria-hidden />} className="mx-pad mt-3">
      {untold.map((words) => (
        <p key={words}>{words}</p>
      ))}
      <p>
        {refusal === null && mayNotPublish !== null && `${mayNotPublish}. Until then Redrive only reads this table. `}
        {refusal === null
          ? "Publish now hands failed rows to the application's own relay, as its framework documents. Redrive sends nothing itself."
          : `Redrive never writes to this table. ${refusal}`}
      </p>
    </Note>
  );
}
