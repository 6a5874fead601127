import { CircleCheck } from "lucide-react";
import { Clock } from "@/components/time";
import { Button } from "@/components/ui/button";
import { More } from "@/components/ui/more";
import { Empty, QueryError, SkeletonRows } from "@/components/ui/states";
import { numberText } from "@/server/text/numbers";
import { MessageTable } from "./message-table";
import { searchedWords, widerSearches } from "./searched";
import type { Selected } from "./selected";
import { pageSize, type useMessageList } from "./use-message-list";

interface Props extends Pick<ReturnType<typeof useMessageList>, "list" | "rows" | "searchedTo" | "unread"> {
  selected: Selected;
  filter: string;
  onFilter: (filter: string) => void;
}

/** The rows that are read, or why there are none; and how to read on. */
export function MessageList({ list, rows, searchedTo, unread, selected, filter, onFilter }: Props) {
  return (
    <>
      {list.isPending && <SkeletonRows />}
      {list.isError && <QueryError what="The list" error={list.error} onRetry={() => void list.refetch()} />}
      {rows?.length === 0 && <NothingHere filter={filter} searchedTo={searchedTo} onFilter={onFilter} />}
      {rows && rows.length > 0 && <MessageTable rows={rows} selected={selected} />}
      {unread > 0 && <Unread n={unread} />}
      <More list={list} label={searchedTo ? "Search older ones" : `Show ${pageSize} more`}>
        {searchedTo && (
          <p className="text-12 text-ink-3">
            Searched back to <Clock at={searchedTo} />; older ones were not looked at.
          </p>
        )}
      </More>
    </>
  );
}

function NothingHere({ filter, searchedTo, onFilter }: Pick<Props, "filter" | "searchedTo" | "onFilter">) {
  if (filter === "") {
    return (
      <Empty title="No dead letters." icon={<CircleCheck aria-hidden />}>
        A message appears here within a second of reaching a watched dead-letter queue. The Queues page says what is watched.
      </Empty>
    );
  }
  return (
    <Empty title={searchedTo ? "Nothing found so far." : "Nothing matches this filter."}>
      {searchedWords(filter).map((words) => (
        <p key={words} className="mb-2 [overflow-wrap:anywhere]">
          {words}
        </p>
      ))}
      <p className="mb-3">Without a state the filter means dead messages; state:any means all.</p>
      <div className="flex flex-wrap justify-center gap-2">
        {widerSearches(filter).map((wider) => (
          <Button key={wider.label} onClick={() => onFilter(wider.filter)}>
            {wider.label}
          </Button>
        ))}
        <Button onClick={() => onFilter("")}>Clear the filter</Button>
      </div>
    </Empty>
  );
}

function Unread({ n }: { n: number }) {
  return (
    <p className="px-pad pt-3 text-center text-12 text-ink-3">
      {n === 1 ? "1 message may match and is" : `${numberText(n)} messages may match and are`} not listed: only the first 1 MB of a body is
      searched, and headers that cannot be read are not.
    </p>
  );
}
