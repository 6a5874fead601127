"use client";

import { useQuery } from "@tanstack/react-query";
import { Band } from "@/components/band";
import { useTRPC } from "@/components/trpc";

const engines = { postgres: "Postgres", mysql: "MySQL or MariaDB" } as const;

/** The databases of applications: asked when the page opens, so that a slow one keeps nothing else waiting. Without any there is nothing to say. */
export function ApplicationsHealth() {
  const { data } = useQuery(useTRPC().settings.applications.queryOptions());
  if (!data || data.length === 0) return null;
  return (
    <Band title="Applications" note="their databases, and what Redrive may do there">
      <ul>
        {data.map(({ name, engine, answers, reason, warnings }) => (
          <li
            key={name}
            className="grid min-h-[42px] grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 border-line border-t px-pad py-1.5 desk:grid-cols-[216px_128px_minmax(0,1fr)] desk:gap-x-5"
          >
            <div className="min-w-0">
              <b className="block cut font-550">{name}</b>
              <small className="block cut text-12 text-ink-3">{engine === null ? "No database" : engines[engine]}</small>
            </div>
            <span className={answers === false ? "text-warn" : "text-ink-2"}>
              {answers === null ? "" : answers ? "Answers" : "Unknown"}
            </span>
            <p className="min-w-0 text-ink-2 [overflow-wrap:anywhere] max-desk:col-span-2 max-desk:text-12">
              {reason ??
                (warnings.length > 0
                  ? warnings.join(" ")
                  : engine === null
                    ? "Its evidence endpoint is asked when something is replayed."
                    : "Its tables can be read.")}
            </p>
          </li>
        ))}
      </ul>
    </Band>
  );
}
