"use client";

import { CopyButton } from "@/components/copy-button";
import { markLine } from "@/server/text/marked";
import type { Application } from "./outbox";

/** Tables of frameworks that redrive.yaml does not name, with the lines that would. */
export function Offers({ applications }: { applications: readonly Application[] }) {
  return (
    <section aria-labelledby="offers">
      <header className="flex min-h-9 flex-wrap items-center gap-x-2 border-line border-t bg-canvas px-pad py-1.5">
        <h2 id="offers" className="text-14 font-600">
          Found, not configured
        </h2>
        <span className="text-12 text-ink-3">tables that look like those of a framework</span>
      </header>
      {applications.flatMap(({ name, offers }) =>
        offers.map(({ preset, label, tables, under, lines }) => (
          <div
            key={`${name} ${lines}`}
            className="grid items-center gap-x-5 gap-y-1 border-line border-t px-pad py-2.5 wide:grid-cols-[minmax(0,1fr)_auto_auto]"
          >
            <p className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-550">{label}</span>{" "}
              <span className="text-ink-3">
                in {name}: {tables.map(({ schema, table, kind }) => `${schema}.${table} (${kind})`).join(", ")}
              </span>
            </p>
            <span className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
              <code className="font-mono">{markLine(`preset: ${preset}`)}</code> under <code className="font-mono">{markLine(under)}</code>
            </span>
            <span className="justify-self-start">
              <CopyButton text={lines} label="Copy for redrive.yaml" />
            </span>
          </div>
        )),
      )}
    </section>
  );
}
