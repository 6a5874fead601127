"use client";

import { clockText } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { verdictTone } from "@/components/verdict";
import { toneText } from "@/components/ui/tag";
import type { InflowKind } from "@/server/overview/output";
import { numberText } from "@/server/text/numbers";
import { kindLabel } from "./kind-look";
import { type ChartRow, stackOrder } from "./merge-buckets";

interface Props {
  kinds: readonly InflowKind[];
  bucketMs: number;
  active?: boolean;
  payload?: readonly { payload?: ChartRow }[];
}

/** The dead letters of the stretch under the pointer. */
export function InflowTooltip({ kinds, bucketMs, active, payload }: Props) {
  const { zone } = useZone();
  const row = payload?.[0]?.payload;
  if (!active || !row) return null;
  const shown = stackOrder(kinds)
    .filter((kind) => (row.kinds[`${kind.verdict} ${kind.category}`] ?? 0) > 0)
    .toReversed();
  const date = bucketMs > 3_600_000;
  return (
    <div className="min-w-40 rounded-2 bg-raised px-3 py-2 text-12 shadow-pop">
      <p className="mb-1 font-550">
        {clockText(new Date(row.at), zone, { date })} to {clockText(new Date(row.at + bucketMs), zone)}
      </p>
      {shown.length === 0 && <p className="text-ink-3">None.</p>}
      {shown.map((kind) => (
        <p key={`${kind.verdict} ${kind.category}`} className="flex justify-between gap-4">
          <span>
            {kindLabel(kind)} <span className={toneText(verdictTone(kind.verdict))}>{kind.verdict}</span>
          </span>
          <b className="font-600">{numberText(row.kinds[`${kind.verdict} ${kind.category}`] ?? 0)}</b>
        </p>
      ))}
    </div>
  );
}
