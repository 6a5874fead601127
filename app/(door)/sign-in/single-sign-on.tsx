"use client";

import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTRPC } from "@/components/trpc";
import { buttonClass } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { type Problem, problemWords } from "@/server/oidc/words";

const againMs = 5_000;

/** The way to the provider, beside what went wrong with the last try, or is wrong with the provider now. `name`: what redrive.yaml calls it. */
export function SingleSignOn({ name, to, problem }: { name: string; to: string; problem: Problem | null }) {
  const state = useQuery(
    useTRPC().people.provider.queryOptions(undefined, { refetchInterval: ({ state: { data } }) => (data?.problem ? againMs : false) }),
  );
  const now = state.data?.problem ?? null;
  // Once it answers again, that it did not is of no use.
  const shown = now ?? (problem === "away" && state.data ? null : problem);
  return (
    <>
      {shown && <Failed {...problemWords(shown, name)} />}
      <a
        href={`/api/sign-in/continue${to === "/" ? "" : `?to=${encodeURIComponent(to)}`}`}
        className={cn(buttonClass("main"), "min-h-10 whitespace-normal py-1 [overflow-wrap:anywhere] max-desk:min-h-11")}
      >
        <KeyRound aria-hidden />
        Continue with {name}
      </a>
    </>
  );
}

function Failed({ title, text }: { title: string; text: string }) {
  return (
    <div role="alert" className="rounded-2 bg-bad-soft px-3 py-2 [overflow-wrap:anywhere]">
      <p className="font-550">{title}</p>
      <p className="mt-0.5 text-ink-2">{text}</p>
    </div>
  );
}
