"use client";

import { Layers } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Skeleton } from "@/components/ui/skeleton";
import { Empty } from "@/components/ui/states";
import type { GroupView } from "@/server/groups/words";
import { GroupRow, groupGrid } from "./group-row";
import type { Group } from "./group";
import { WatchedQueues } from "./watched-queues";

interface Props {
  rows: readonly Group[] | undefined;
  view: GroupView;
  filtered: boolean;
  onClear: () => void;
}

export function GroupTable({ rows, view, filtered, onClear }: Props) {
  return (
    <div className="border-line border-t">
      {rows?.length !== 0 && (
        <div className={`${groupGrid} hidden h-7 items-center text-11 text-ink-3 desk:grid`} aria-hidden>
          <span>Verdict</span>
          <span>What and where</span>
          <span className="hidden wide:block">Downstream</span>
          <span className="text-right">Open</span>
          <span className="hidden wide:block">24 h</span>
          <span>Status, assignee</span>
        </div>
      )}
      {rows === undefined && <LoadingRows />}
      {rows?.length === 0 && <NoGroups view={view} filtered={filtered} onClear={onClear} />}
      {rows?.map((group) => (
        <GroupRow key={group.id} group={group} />
      ))}
    </div>
  );
}

function LoadingRows() {
  return Array.from({ length: 8 }, (_, index) => (
    <div key={index} className={`${groupGrid} items-center border-line border-t py-3.5`} style={{ opacity: 1 - index * 0.1 }}>
      <Skeleton className="w-[72px]" />
      <div className="grid gap-2 max-desk:order-last max-desk:col-span-3">
        <Skeleton className={index % 2 ? "w-3/5" : "w-3/4"} />
        <Skeleton className="h-2.5 w-2/5" />
      </div>
      <Skeleton className="w-full max-desk:hidden" />
      <Skeleton className="ml-auto w-11 max-desk:hidden" />
      <Skeleton className="hidden h-5 w-full wide:block" />
      <Skeleton className="w-20" />
    </div>
  ));
}

const nothing: Readonly<Record<GroupView, { title: string; text: string }>> = {
  open: { title: "No open group.", text: "A group appears when a message dies in one of these queues." },
  mine: { title: "Nothing is assigned to you.", text: "“Assign to me” in the menu of a group puts it here." },
  closed: { title: "No group is closed.", text: "Close a group when its cause is gone; the next death opens it again." },
  all: { title: "No group yet.", text: "A group appears when a message dies in one of these queues." },
};

function NoGroups({ view, filtered, onClear }: Pick<Props, "view" | "filtered" | "onClear">) {
  if (filtered)
    return (
      <Empty title="No group matches." icon={<Layers aria-hidden />}>
        <p className="mb-3">The filter looks at title, error, queue, origin and downstream.</p>
        <Button onClick={onClear}>Clear the filter</Button>
      </Empty>
    );
  const { title, text } = nothing[view];
  if (view === "open" || view === "all") return <WatchedQueues note={text} />;
  return (
    <Empty title={title} icon={<Layers aria-hidden />}>
      {text}
    </Empty>
  );
}
