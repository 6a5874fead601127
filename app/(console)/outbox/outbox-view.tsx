"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { PageSummary } from "@/components/page-summary";
import { useTRPC } from "@/components/trpc";
import { Empty, SkeletonRows } from "@/components/ui/states";
import { useRowKeys } from "@/components/use-row-keys";
import { keyOf } from "./outbox";
import { OutboxTable } from "./outbox-table";
import { Offers } from "./offers";
import { Rows } from "./rows";

/** Other databases tell nobody when they change. */
const againMs = 5_000;

/** What waits in the outboxes of each application, since when, and what has failed; then the rows of one. */
export function OutboxView() {
  const list = useQuery(useTRPC().outbox.list.queryOptions(undefined, { placeholderData: keepPreviousData, refetchInterval: againMs }));
  const [chosen, setChosen] = useQueryState("outbox", parseAsString);
  useRowKeys();
  const applications = list.data?.applications ?? [];
  const all = applications.flatMap(({ name, outboxes }) => outboxes.map((outbox) => ({ application: name, outbox })));
  const open =
    all.find(({ application, outbox }) => keyOf({ application, ...outbox }) === chosen) ?? (all.length === 1 ? all[0] : undefined);
  return (
    <>
      <PageSummary name="Outbox" query={list} />
      {!list.data && list.isPending && <SkeletonRows className="border-line border-t" />}
      {list.data && applications.length === 0 && (
        <Empty title="Name a program with an outbox." icon={<Send aria-hidden />}>
          Under <code className="font-mono">applications</code> in redrive.yaml: its database, and the tables that Redrive reads there. A
          role that may only read is enough.
        </Empty>
      )}
      {applications.length > 0 && (
        <OutboxTable
          applications={applications}
          open={open ? keyOf({ application: open.application, ...open.outbox }) : null}
          onOpen={(key) => void setChosen(key)}
        />
      )}
      {open && <Rows key={keyOf({ application: open.application, ...open.outbox })} application={open.application} outbox={open.outbox} />}
      {applications.some(({ offers }) => offers.length > 0) && <Offers applications={applications} />}
    </>
  );
}
