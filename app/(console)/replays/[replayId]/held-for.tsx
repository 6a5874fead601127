"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { Clock } from "@/components/time";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/states";
import { stateWord } from "@/server/downstreams/words";
import { numberText } from "@/server/text/numbers";
import type { Replay } from "./replay";

const endWords: Readonly<Record<Replay["heldFor"][number]["ends"], string>> = {
  now: "within seconds",
  tried: "once the few that were sent to it first have stayed away",
  quiet: "once few of its messages fail; nothing but Redrive reports its state",
  not_open: "once it is no longer open",
  closed_or_unknown: "once it has been closed for long enough, or its state is unknown",
  closed: "once it has been closed for long enough",
};

/** What held messages wait for, with the way to send them all the same; and what was sent so. */
export function HeldFor({ replay: { id, total, state, places, heldFor, overrides } }: { replay: Replay }) {
  const [asked, setAsked] = useState<string | null>(null);
  const override = useMutation(useTRPC().replays.override.mutationOptions({ onSuccess: () => setAsked(null) }));
  const refusal = useRefusal()(total === 1 ? "replay.start" : "replay.override", places);
  const live = state === "running" || state === "paused";
  const held = heldFor.find(({ downstream }) => downstream === asked);
  return (
    <>
      {heldFor.map(({ downstream, n, state: is, until, ends }) => (
        <Note key={downstream} tone="warn" className="mt-3">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-2">
            <span className="min-w-0 flex-1 basis-60">
              {numberText(n)} {n === 1 ? "waits" : "wait"} for{" "}
              <Link href="/breakers" className="font-550 underline">
                {downstream}
              </Link>
              , {is === "unknown" ? "whose state is unknown" : `which is ${againWord(is)}`}. {n === 1 ? "It goes" : "They go"} on by{" "}
              {n === 1 ? "itself" : "themselves"}{" "}
              {until ? (
                <>
                  at <Clock at={until} />, if it stays so; a few are sent until then
                </>
              ) : state === "paused" && ends === "now" ? (
                "once this replay is resumed"
              ) : (
                endWords[ends]
              )}
              .
            </span>
            {live && (
              <Button refusal={refusal} onClick={() => setAsked(downstream)}>
                Send anyway
              </Button>
            )}
          </span>
        </Note>
      ))}
      {overrides.map(({ downstream, at, reason }) => (
        <p key={downstream} className="mt-2 text-12 text-ink-2 [overflow-wrap:anywhere]">
          Since <Clock at={at} /> it does not wait for {downstream}: {reason}
        </p>
      ))}
      {held && (
        <Confirm
          open
          onOpenChange={(next) => !next && setAsked(null)}
          title={
            held.state === "unknown"
              ? `Send although the state of ${held.downstream} is unknown?`
              : `Send although ${held.downstream} is ${againWord(held.state)}?`
          }
          facts={[
            { label: "Waiting", value: `${numberText(held.n)} of this replay, rpl-${id}` },
            { label: "Likely", value: "they fail again and come back" },
            { label: "Until", value: "this replay ends; others still wait" },
          ]}
          action={`Send ${numberText(held.n)} anyway`}
          busy={override.isPending}
          error={override.error?.message}
          onConfirm={(reason) => override.mutate({ id, downstream: held.downstream, reason })}
        />
      )}
    </>
  );
}

/** It was open: that is why something waits. */
function againWord(state: Replay["heldFor"][number]["state"]): string {
  return state === "closed" ? "closed again" : stateWord(state);
}
