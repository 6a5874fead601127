"use client";

import { TRPCClientError } from "@trpc/client";
import { CircleAlert, Inbox, Lock, RotateCw, SearchX, TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./class-names";

/** Nothing here, and what would fill it. */
export function Empty({ title, children, icon }: { title: string; children?: ReactNode; icon?: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-1 px-pad py-12 text-center">
      <span className="mb-2 text-ink-3 [&_svg]:size-5">{icon ?? <Inbox aria-hidden />}</span>
      <p className="font-550">{title}</p>
      {children && <div className="max-w-[52ch] text-ink-2">{children}</div>}
    </div>
  );
}

/** Rows in the grid of the real ones, so that nothing jumps when they come. */
export function SkeletonRows({ rows = 8, className }: { rows?: number; className?: string }) {
  return (
    <div aria-hidden className={className}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex h-row items-center gap-4 border-line border-b px-pad">
          <span className="h-3 w-20 animate-pulse rounded-1 bg-hover" />
          <span className={cn("h-3 animate-pulse rounded-1 bg-hover", index % 2 ? "w-1/3" : "w-1/2")} />
          <span className="ml-auto h-3 w-12 animate-pulse rounded-1 bg-hover" />
        </div>
      ))}
    </div>
  );
}

const noAnswer = "Redrive's server does not answer. See whether it runs and whether you are connected; this page asks again by itself.";

/** What could not be read, in the place where it would stand; of what does not exist, that it does not, since another try would not help. */
export function QueryError({ what, error, onRetry }: { what: string; error: { message: string }; onRetry: () => void }) {
  if (error instanceof TRPCClientError && error.data?.code === "NOT_FOUND")
    return (
      <div role="alert" className="grid justify-items-center gap-1 px-pad py-12 text-center">
        <SearchX className="mb-2 size-5 text-ink-3" aria-hidden />
        <h1 className="text-17 font-620">{error.message}</h1>
        <p className="text-ink-2">Look at the number in the address, or find it with “Jump to” above.</p>
        <p className="text-ink-2">
          What you may see, and who may give you more, stands on <ToSettings />.
        </p>
      </div>
    );
  if (error instanceof TRPCClientError && error.data?.code === "FORBIDDEN")
    return (
      <div role="alert" className="m-pad flex items-start gap-2 rounded-2 bg-hover px-3 py-2 text-ink-2">
        <Lock className="mt-0.5 size-4 flex-none text-ink-3" aria-hidden />
        <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <p className="font-550 text-ink">{error.message}</p>
          <p>
            What you may do, and who may give you more, stands on <ToSettings />.
          </p>
        </div>
      </div>
    );
  // Without a shape nothing came back from the server: the browser's own words would tell nobody what to do.
  const unanswered = error instanceof TRPCClientError && !error.data;
  return (
    <div role="alert" className="m-pad flex items-start gap-2 rounded-2 bg-bad-soft px-3 py-2 text-ink-2 max-desk:flex-wrap">
      <CircleAlert className="mt-0.5 size-4 flex-none text-bad" aria-hidden />
      <div className="min-w-0 flex-1 max-desk:basis-4/5">
        <p className="font-550 text-ink">{what} could not be read.</p>
        <p className="[overflow-wrap:anywhere]">{unanswered ? noAnswer : error.message}</p>
      </div>
      <Button onClick={onRetry}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  );
}

function ToSettings() {
  return (
    <Link href="/settings" className="text-accent-ink underline decoration-from-font underline-offset-2">
      Settings
    </Link>
  );
}

const notes = {
  warn: { box: "bg-warn-soft", icon: "text-warn" },
  bad: { box: "bg-bad-soft", icon: "text-bad" },
  ok: { box: "bg-ok-soft", icon: "text-ok" },
  none: { box: "bg-hover", icon: "text-ink-3" },
} as const;

export function Note({
  tone = "none",
  icon,
  children,
  end,
  className,
}: {
  tone?: keyof typeof notes;
  icon?: ReactNode;
  children: ReactNode;
  end?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("flex flex-wrap items-start gap-2 rounded-2 px-3 py-2 text-ink-2", notes[tone].box, className)}>
      <span className={cn("mt-[3px] [&_svg]:size-3.5", notes[tone].icon)}>{icon ?? <TriangleAlert aria-hidden />}</span>
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {end}
    </div>
  );
}
