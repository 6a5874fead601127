"use client";

import type { ReactNode } from "react";
import { messagesHref } from "@/components/hrefs";
import { Downstream } from "@/components/downstream";
import { Undated } from "@/components/died";
import { Age, Clock } from "@/components/time";
import { Tag } from "@/components/ui/tag";
import { markHidden } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import Link from "next/link";
import type { GroupPage } from "../group";

/** What is known of the group beside its sentence. */
export function GroupFacts({ data: { group, errorType, frame, states, types } }: { data: GroupPage }) {
  return (
    <aside className="border-line px-pad py-4 max-wide:border-t wide:border-l">
      <h2 className="mb-2 text-14 font-600">About this group</h2>
      <dl className="grid grid-cols-[96px_minmax(0,1fr)] gap-x-3 gap-y-1.5">
        <Fact label="Error">{errorType ? <span className="font-mono">{errorType}</span> : unknown}</Fact>
        <Fact label="Where">{frame ? <span className="font-mono">{frame}</span> : unknown}</Fact>
        <Fact label="Category">{group.category.replaceAll("_", " ")}</Fact>
        <Fact label="Downstream">
          <Downstream name={group.downstream} />
        </Fact>
        <Fact label="Queue">
          <span className="font-mono">{group.queue}</span>
        </Fact>
        <Fact label="Origin">{group.originWords ?? "not carried"}</Fact>
        <Fact label="Source">{group.source}</Fact>
        <Fact label="First seen">
          <Clock at={group.firstSeenAt} /> <span className="text-ink-3">{<Age at={group.firstSeenAt} suffix=" ago" />}</span>
          <Undated known={group.firstDeathKnown} />
        </Fact>
        <Fact label="Last seen">
          <Clock at={group.lastSeenAt} /> <span className="text-ink-3">{<Age at={group.lastSeenAt} suffix=" ago" />}</span>
          <Undated known={group.lastDeathKnown} />
        </Fact>
        <Fact label="Note">
          {group.note ? <span className="whitespace-pre-wrap">{markHidden(group.note)}</span> : <span className="text-ink-3">none</span>}
        </Fact>
      </dl>
      <h2 className="mt-4 mb-1 border-line border-t pt-4 text-14 font-600">Its messages</h2>
      <ul>
        {states.map(({ state, n }) => (
          <li key={state}>
            <Link
              href={messagesHref(`group:${group.id} state:${state}`)}
              className="flex min-h-7 items-center justify-between hover:underline max-desk:min-h-11"
            >
              <Tag>{state}</Tag>
              <b className="font-600">{numberText(n)}</b>
            </Link>
          </li>
        ))}
        <li className="flex min-h-7 items-center justify-between border-line border-t">
          All <b className="font-600">{numberText(group.total)}</b>
        </li>
      </ul>
      {types.length > 0 && (
        <>
          <h2 className="mt-4 mb-1 border-line border-t pt-4 text-14 font-600">
            Event types <span className="text-12 font-400 text-ink-3">dead</span>
          </h2>
          <ul>
            {types.map(({ type, n }) => (
              <li key={type} className="flex min-h-7 items-center justify-between gap-3">
                <span className="cut">{type || <span className="text-ink-3">not carried</span>}</span>
                <b className="font-600">{numberText(n)}</b>
              </li>
            ))}
          </ul>
        </>
      )}
    </aside>
  );
}

const unknown = <span className="text-ink-3">unknown</span>;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
