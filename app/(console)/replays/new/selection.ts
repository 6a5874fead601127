"use client";

import { parseAsFloat, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useState } from "react";
import type { PlanInput } from "@/server/replays/input";

const targets = ["failed_queue", "origin", "release", "queue"] as const;

/** The plan is in the URL: what (ids, a group, or a filter as of a time), where and how fast. */
export function usePlan() {
  const [opened] = useState(() => new Date().toISOString());
  const [params, setParams] = useQueryStates({
    ids: parseAsString,
    group: parseAsInteger,
    filter: parseAsString,
    asOf: parseAsString,
    target: parseAsStringLiteral(targets).withDefault("failed_queue"),
    queue: parseAsString.withDefault(""),
    /** Of a log: to the partition that each came from. */
    partition: parseAsStringLiteral(["origin"]),
    rate: parseAsFloat,
  });
  const ids =
    params.ids
      ?.split(",")
      .map(Number)
      .filter((id) => Number.isInteger(id) && id > 0) ?? [];
  const filter = params.group ? `group:${params.group}` : (params.filter ?? "");
  const empty = ids.length === 0 && params.group === null && params.filter === null;
  const input: PlanInput = {
    selection: ids.length > 0 ? { ids } : { filter, asOf: params.asOf ?? opened },
    target: targetOf(params.target, params.queue, params.partition ?? undefined),
    rate: params.rate,
  };
  return { input, params, setParams, empty };
}

function targetOf(target: (typeof targets)[number], queue: string, partition: "origin" | undefined): PlanInput["target"] {
  if (target === "queue") return { to: "queue", queue: queue || "?" };
  return target === "failed_queue" ? { to: target, partition } : { to: target };
}
