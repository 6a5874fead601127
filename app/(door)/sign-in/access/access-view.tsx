"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { QueryError } from "@/components/ui/states";
import { giverWords } from "@/server/access/words";

/** Somebody is signed in and may do nothing, or less than they should: why, and who can change that. `groups`: the provider left out their groups. */
export function AccessView({ to, groups }: { to: string; groups: boolean }) {
  const trpc = useTRPC();
  const [me, mine] = [useQuery(trpc.people.me.queryOptions()), useQuery(trpc.access.mine.queryOptions())];
  const failed = [me, mine].find(({ isError, data }) => isError && !data);
  if (failed?.error) return <QueryError what="Who you are" error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!me.data || !mine.data) return <h1 className="text-20 font-620">Your access</h1>;
  const { name } = me.data;
  const title = groups
    ? `You are signed in as ${name}, without your groups.`
    : `You are signed in as ${name}, and may do nothing here yet.`;
  return (
    <div className="mx-auto grid w-full max-w-[400px] gap-3">
      <h1 className="text-20 font-620 tracking-[-0.017em] [overflow-wrap:anywhere]">{title}</h1>
      <p className="text-ink-2">
        {groups
          ? "You are in more groups than the provider puts into a sign-in, so it listed none, and roles that your groups give are missing. Whoever runs the provider can let it list only the groups that are assigned to Redrive."
          : "No role was given to you, your e-mail address or your groups."}
      </p>
      <p className="text-ink-2 [overflow-wrap:anywhere]">
        {giverWords(mine.data, "you a role")} A role counts at once; new groups count from your next sign-in.
      </p>
      <a href={to} className={cn(buttonClass(groups ? "main" : "plain"), "min-h-10 max-desk:min-h-11")}>
        {groups ? "Go on without them" : "Try again"}
      </a>
    </div>
  );
}
