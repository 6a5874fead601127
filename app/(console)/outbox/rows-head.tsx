"use client";

import { Send } from "lucide-react";
import { useRefusal } from "@/components/may";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { markLine } from "@/server/text/marked";
import { numberText } from "@/server/text/numbers";
import type { Outbox } from "./outbox";
import type { Publishing } from "./publish-dialog";

export const rowStates = ["unpublished", "failed"] as const;
export type ShownState = (typeof rowStates)[number];

interface Props {
  readonly outbox: Outbox;
  readonly state: ShownState;
  readonly picked: readonly string[];
  readonly onState: (state: ShownState) => void;
  readonly onPublish: (publishing: Publishing) => void;
}

/** What the rows are of, which of them are shown, and publish now where the framework documents it. */
export function RowsHead({ outbox: { table, failed, publishes, mayNotPublish }, state, picked, onState, onPublish }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-pad py-3">
      <h2 id="rows" className="text-14 font-600">
        Rows of {markLine(table)}
      </h2>
      {failed !== null && (
        <Segmented
          label="State of rows"
          value={state}
          onChange={onState}
          options={[
            { value: "unpublished", label: "Unpublished" },
            { value: "failed", label: "Failed" },
          ]}
        />
      )}
      {publishes && state === "failed" && failed !== null && failed.n > 0 && (
        <Publish failed={failed} roleMayNot={mayNotPublish} picked={picked} onPublish={onPublish} />
      )}
    </div>
  );
}

type PublishProps = Pick<Props, "picked" | "onPublish"> & { failed: NonNullable<Outbox["failed"]>; roleMayNot: string | null };

function Publish({ failed, roleMayNot, picked, onPublish }: PublishProps) {
  const mayNot = useRefusal()("replay.start") ?? roleMayNot;
  const tooMany = failed.atLeast ? "More have failed than Redrive counts. Publish single rows." : null;
  return (
    <span className="ml-auto flex flex-wrap gap-2 max-desk:ml-0 max-desk:w-full">
      {picked.length > 0 && (
        <Button refusal={mayNot} onClick={() => onPublish({ rows: picked, count: picked.length })}>
          <Send aria-hidden /> Publish {numberText(picked.length)} selected
        </Button>
      )}
      <Button refusal={mayNot ?? tooMany} onClick={() => onPublish({ rows: { all: true, count: failed.n }, count: failed.n })}>
        <Send aria-hidden /> Publish {failed.n === 1 ? "it" : `all ${numberText(failed.n)}`} now
      </Button>
    </span>
  );
}
