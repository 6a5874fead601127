"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTRPC } from "./trpc";
import { Button } from "./ui/button";
import { cn } from "./ui/class-names";
import { showToast } from "./ui/toast";

/** Who is signed in, with the way out; nothing where nobody signs in. */
export function WhoAsks({ className }: { className?: string }) {
  const { data } = useQuery(useTRPC().people.me.queryOptions());
  const signOut = useMutation({
    mutationFn: async () => {
      const answer = await fetch("/api/sign-out", { method: "POST" });
      if (!answer.ok) throw new Error(await answer.text());
      // Who came by single sign-on goes on to sign out there too.
      return answer.status === 200 ? ((await answer.json()) as { goOn: string }).goOn : "/sign-in";
    },
    // The page is loaded anew: nothing that was read stays in it.
    onSuccess: (to) => location.assign(to),
    onError: () =>
      showToast({ what: "You are still signed in.", why: "Redrive's server did not end the session. Try again.", failed: true }),
  });
  if (!data?.signsIn) return null;
  return (
    <div className={cn("flex items-center gap-2 px-2 text-12 text-ink-3", className)}>
      <span className="min-w-0 flex-1 cut" title={data.email ?? undefined}>
        {data.name}
      </span>
      <Button kind="quiet" icon aria-label="Sign out" title="Sign out" busy={signOut.isPending} onClick={() => signOut.mutate()}>
        <LogOut aria-hidden />
      </Button>
    </div>
  );
}
