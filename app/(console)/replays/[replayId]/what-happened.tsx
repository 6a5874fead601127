import { Age, Clock } from "@/components/time";
import { duration, reasonWords } from "@/server/replays/words";
import { isLikely } from "./came-back-words";
import type { Item } from "./replay";

/** What became of one item, as far as it is known. */
export function WhatHappened({ item, release, observeSeconds }: { item: Item; release: boolean; observeSeconds: number }) {
  const { state, reason, outcomeAt } = item;
  const detail = reason && reasonWords(reason);
  switch (state) {
    case "came_back":
      return <CameBack item={item} />;
    case "observing":
      return outcomeAt ? (
        <span className="text-ink-3">
          {detail ? `${detail} ` : ""}Watched until <Clock at={new Date(new Date(outcomeAt).getTime() + observeSeconds * 1_000)} />
        </span>
      ) : null;
    case "presumed_ok":
      return <span className="text-ink-3">{detail ?? `Did not come back within ${duration(observeSeconds)}`}</span>;
    case "processed":
      return <span className="text-ink-3">{detail}</span>;
    case "confirmed":
      return release ? null : <Confirmed item={item} />;
    case "selected":
      return <span className="text-ink-3">Waits for its turn</span>;
    case "unknown":
      return <Unknown item={item} />;
    case "skipped":
      return <>Skipped: {detail}</>;
    default:
      return <>{detail}</>;
  }
}

function Confirmed({ item: { reason } }: { item: Item }) {
  const detail = reason && reasonWords(reason);
  if (reason?.code === "unwatched") return <span className="text-ink-3">{detail}</span>;
  return <span className="text-ink-3">{detail ? `${detail} ` : ""}It carries no mark of Redrive: a comeback is not recognised</span>;
}

function CameBack({ item: { reason, cameBackWith, sameFailure } }: { item: Item }) {
  return (
    <>
      {isLikely(reason) && reason && `${reasonWords(reason)} `}
      {cameBackWith ?? "Died again"}: {sameFailure === false ? <span className="text-warn">a new failure</span> : "same as before"}
    </>
  );
}

function Unknown({ item: { reason, asked, outcomeAt, intentAt } }: { item: Item }) {
  if (asked) return <>The broker is asked whether it arrived.</>;
  return (
    <>
      For <Age at={outcomeAt ?? intentAt} />: {reason ? reasonWords(reason) : "its outcome was lost"}
    </>
  );
}
