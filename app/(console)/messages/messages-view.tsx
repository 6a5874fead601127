"use client";

import { CircleAlert } from "lucide-react";
import { useQueryStates } from "nuqs";
import { Page } from "@/components/shell";
import { Answer } from "@/components/ui/answer";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/states";
import { parseFilter } from "@/server/messages/filter";
import { BulkBar } from "./bulk-bar";
import { FacetSheet, Facets } from "./facets";
import { FilterBar } from "./filter-bar";
import { Histogram } from "./histogram";
import { MessageList } from "./message-list";
import { listParams } from "./search-params";
import { useSelected } from "./selected";
import { useMessageList } from "./use-message-list";

const crumbs = [{ label: "Messages" }];

/** The list: filter, when, what, and what to do with it. */
export function MessagesView() {
  const [{ filter }, setParams] = useQueryStates(listParams);
  const selected = useSelected(filter);
  const readable = parseFilter(filter).mistakes.length === 0;
  const { summary, news, show, ...list } = useMessageList(filter, readable);
  const setFilter = (next: string) => void setParams({ filter: next || null });
  const clear = () => setFilter("");
  if (!readable)
    return (
      <Page crumbs={crumbs}>
        <Answer title="This filter cannot be read.">
          <div className="mt-3 flex gap-2">
            <FilterBar filter={filter} onFilter={setFilter} />
          </div>
        </Answer>
        <Empty title="The terms marked red are not valid." icon={<CircleAlert aria-hidden />}>
          <p className="mb-3">Remove them and write them again: the line completes what is allowed.</p>
          <Button onClick={clear}>Clear the filter</Button>
        </Empty>
      </Page>
    );
  const title = summary.data?.answer.title ?? (summary.isError ? "The messages could not be read." : "Reading the messages …");
  return (
    <Page crumbs={crumbs} news={news}>
      <Answer title={title} beside={summary.data?.answer.sub}>
        <div className="mt-3 flex gap-2">
          <FilterBar filter={filter} onFilter={setFilter} />
          <FacetSheet filter={filter} onFilter={setFilter} />
        </div>
      </Answer>
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)] border-line border-t wide:grid-cols-[208px_minmax(0,1fr)]">
        <aside aria-label="Facets" className="hidden px-pad py-4 wide:block wide:pr-4">
          <Facets filter={filter} onFilter={setFilter} />
        </aside>
        <div className="flex min-w-0 flex-col border-line wide:border-l">
          <Histogram filter={filter} />
          <MessageList {...list} selected={selected} filter={filter} onFilter={setFilter} />
          <BulkBar selected={selected} filter={filter} matching={summary.data} onDone={show} />
        </div>
      </div>
    </Page>
  );
}
