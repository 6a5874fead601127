import { CircleCheck } from "lucide-react";
import { Clock } from "@/components/time";
import { Button } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { MessageTable } from "./message-table";
import type { Selected } from "./selected";
import { pageSize, type useMessageList } from "./use-message-list";

interface Props extends Pick<ReturnType<typeof useMessageList>, "list" | "rows" | "searchedTo"> {
  selected: Selected;
  filtered: boolean;
  onClear: () => void;
}

/** The rows that are read, or why there are none; and how to read on. */
export function MessageList({ list, rows, searchedTo, selected, filtered, onClear }: Props) {
  return (
    <>
      {list.isPending && <SkeletonRows />}
      {list.isError && <QueryError what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && !searchedTo && <NothingHere filtered={filtered} onClear={onClear} />}
      {rows && rows.length > 0 && <MessageTable rows={rows} selected={selected} />}
      <More list={list} label={searchedTo ? "Search older ones" : `Show ${pageSize} more`}>
        {searchedTo && (
          <p className="text-12 text-ink-3">
            {rows?.length === 0 && "Nothing found. "}Searched back to <Clock at={searchedTo} />; older ones were not looked at.
          </p>
        )}
      </More>
    </>
  );
}

function NothingHere({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered) {
    return (
      <Empty title="No dead letters." icon={<CircleCheck aria-hidden />}>
        A message appears here within a second of reaching a watched dead-letter queue. The Queues page says what is watched.
      </Empty>
    );
  }
  return (
    <Empty title="Nothing matches this filter.">
      <p className="mb-3">Without a state the filter means dead messages; state:any means all.</p>
      <Button onClick={onClear}>Clear the filter</Button>
    </Empty>
  );
}
