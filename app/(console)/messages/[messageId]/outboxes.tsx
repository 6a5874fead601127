import Link from "next/link";
import { Clock } from "@/components/time";
import { keyOf, type OutboxPlace } from "../../outbox/outbox";
import { RowState } from "../../outbox/row-state";
import type { Idempotency } from "./message";

type Found = Idempotency["outboxes"];

/** Rows of outboxes under a title, with the reason of each that cannot tell; nothing where none was found and each could. */
export function Outboxes({ title, all }: { title: string; all: Found }) {
  if (all.length === 0) return null;
  return (
    <section aria-label="Outbox" className="mt-4">
      <h2 className="font-600 text-14">{title}</h2>
      <ul className="mt-1 grid gap-1">
        {all.map(({ application, outbox, reason, rows }) =>
          outbox === null || reason !== null ? (
            <li
              key={outbox === null ? application : keyOf({ application, ...outbox })}
              className="text-12 text-ink-3 [overflow-wrap:anywhere]"
            >
              {application} cannot tell: {reason}
            </li>
          ) : (
            rows.map((row) => (
              <OutboxRow key={`${keyOf({ application, ...outbox })} ${row.id}`} place={{ application, ...outbox }} row={row} />
            ))
          ),
        )}
      </ul>
    </section>
  );
}

function OutboxRow({ place, row }: { place: OutboxPlace; row: Found[number]["rows"][number] }) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
      <RowState state={row.state} />
      <Link
        href={`/outbox?outbox=${encodeURIComponent(keyOf(place))}&row=${encodeURIComponent(row.id)}`}
        className="tap text-accent-ink [overflow-wrap:anywhere] hover:underline"
      >
        row {row.id}
      </Link>
      <span className="text-ink-3 [overflow-wrap:anywhere]">
        <span className="font-mono">
          {place.schema}.{place.table}
        </span>{" "}
        of {place.application}
        {row.number !== null && `, number ${row.number}`}
        {row.createdAt && (
          <>
            , written <Clock at={row.createdAt} />
          </>
        )}
      </span>
    </li>
  );
}
