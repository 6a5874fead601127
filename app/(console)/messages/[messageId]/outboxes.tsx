import Link from "next/link";
import { Clock } from "@/components/time";
import { keyOf } from "../../outbox/outbox";
import { RowState } from "../../outbox/row-state";
import type { Idempotency } from "./message";

type Found = Idempotency["outboxes"];

/** Rows of outboxes under a title; nothing where none was found and each could tell. */
export function Outboxes({ title, all }: { title: string; all: Found }) {
  if (all.length === 0) return null;
  return (
    <section aria-label="Outbox" className="mt-4">
      <h2 className="font-600 text-14">{title}</h2>
      <ul className="mt-1 grid gap-1">
        {all.map((outbox) =>
          outbox.reason !== null ? (
            <li key={keyOf(outbox)} className="text-12 text-ink-3 [overflow-wrap:anywhere]">
              {outbox.application} cannot tell: {outbox.reason}
            </li>
          ) : (
            outbox.rows.map((row) => (
              <li key={`${keyOf(outbox)} ${row.id}`} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
                <RowState state={row.state} />
                <Link
                  href={`/outbox?outbox=${encodeURIComponent(keyOf(outbox))}&row=${encodeURIComponent(row.id)}`}
                  className="tap text-accent-ink [overflow-wrap:anywhere] hover:underline"
                >
                  row {row.id}
                </Link>
                <span className="text-ink-3 [overflow-wrap:anywhere]">
                  <span className="font-mono">
                    {outbox.schema}.{outbox.table}
                  </span>{" "}
                  of {outbox.application}
                  {row.createdAt && (
                    <>
                      , written <Clock at={row.createdAt} />
                    </>
                  )}
                </span>
              </li>
            ))
          ),
        )}
      </ul>
    </section>
  );
}
