"use client";

import { UserRound, UserRoundX } from "lucide-react";
import { Clock } from "@/components/time";
import { markHidden } from "@/server/text/marked";
import type { Group } from "./group";

/** Who looks after it; for a muted group, until when it is silent. */
export function Assignee({ group }: { group: Pick<Group, "assignee" | "status" | "mutedUntil"> }) {
  if (group.status === "muted")
    return (
      <small className="hidden text-12 text-ink-3 desk:block">
        until <Clock at={group.mutedUntil} seconds={false} />
      </small>
    );
  const Icon = group.assignee ? UserRound : UserRoundX;
  return (
    <small className="hidden min-w-0 items-center gap-1 text-12 text-ink-3 desk:flex">
      <Icon className="size-3 flex-none" aria-hidden />
      <span className="cut">{group.assignee ? markHidden(group.assignee) : "nobody"}</span>
    </small>
  );
}
