"use client";

import { CopyButton } from "@/components/copy-button";
import { numberText } from "@/server/text/numbers";
import type { Found } from "./queue";
import { Warnings } from "./queue-warnings";
import { markLine } from "@/server/text/marked";

/** Dead-letter queues that nobody watches, with the line that changes it. */
export function FoundQueues({ found }: { found: readonly Found[] }) {
  return (
    <section aria-labelledby="found">
      <header className="flex min-h-9 flex-wrap items-center gap-x-2 border-line border-t bg-canvas px-pad py-1.5">
        <h2 id="found" className="text-14 font-600">
          Found, not watched
        </h2>
        <span className="text-12 text-ink-3">{foundText(found)}</span>
      </header>
      {found.map((queue) => (
        <div
          key={queue.id}
          className="grid items-center gap-x-5 gap-y-1 border-line border-t px-pad py-2.5 wide:min-h-10 wide:grid-cols-[minmax(0,1fr)_auto_auto] wide:py-1"
        >
          <p className="min-w-0 [overflow-wrap:anywhere]">
            <span className="font-mono font-550">{queue.name}</span>{" "}
            <span className="text-ink-3">
              {queue.source}, depth {queue.ready === null ? "unknown" : numberText(queue.ready)}
              {queue.dead
                ? queue.origins &&
                  queue.origins.length > 0 &&
                  `, dead letters of ${queue.origins.slice(0, 3).join(", ")}${queue.origins.length > 3 ? ` and ${queue.origins.length - 3} more` : ""} arrive there`
                : ", only named like one"}
            </span>
          </p>
          <code className="min-w-0 truncate font-mono text-ink-2" title={`Under ${queue.config.under}`}>
            <span className="text-ink-3">{queue.config.under}: </span>
            {markLine(queue.config.line)}
          </code>
          <span className="justify-self-start">
            <CopyButton text={queue.config.line} label="Copy for redrive.yaml" />
          </span>
          <Warnings all={queue.warnings} className="col-span-full" />
        </div>
      ))}
    </section>
  );
}

function foundText(found: readonly Found[]): string {
  const dead = found.filter((queue) => queue.dead).length;
  const named = found.length - dead;
  const parts = [dead > 0 && `${dead} where dead letters arrive`, named > 0 && `${named} only named like one`];
  return parts.filter(Boolean).join(", ");
}
