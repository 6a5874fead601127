"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FileSearch, Undo2 } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Confirm } from "@/components/confirm";
import { useRefusal } from "@/components/may";
import { Refusals } from "@/components/refusals";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { bytesText } from "@/components/ui/numbers";
import { QueryError } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { readable } from "./pretty-json";
import type { Original, Payload, Message } from "./message";

const Diff = dynamic(() => import("@/components/diff").then((module) => module.Diff), { ssr: false });

/** The record that a dead letter was made from: fetched from its topic when one asks, compared, and taken in its place. */
export function OriginalRecord({ message, payload }: { message: Message; payload: Payload }) {
  const { id, originRecord } = message;
  const [asked, setAsked] = useState(false);
  const original = useQuery(useTRPC().messages.original.queryOptions({ id }, { enabled: asked, refetchInterval: false }));
  if (!originRecord) return null;
  const { topic, place } = originRecord;
  return (
    <section aria-labelledby="original" className="mt-5 border-line border-t pt-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="original" className="font-600">
          Original record
        </h2>
        <span className="min-w-0 text-12 text-ink-3 [overflow-wrap:anywhere]">
          <span className="font-mono">{topic}</span>, {place}
        </span>
        {!original.data && (
          <Button className="ml-auto" busy={original.isFetching} onClick={() => setAsked(true)}>
            <FileSearch aria-hidden />
            Fetch the original
          </Button>
        )}
      </div>
      {original.isError && <QueryError what="The original" error={original.error} onRetry={() => void original.refetch()} />}
      {original.data && <Compared message={message} payload={payload} original={original.data} />}
    </section>
  );
}

function Compared({ message, payload, original }: { message: Message; payload: Payload; original: Original }) {
  if (!original.there)
    return <p className="mt-2 text-ink-2">Its topic does not hold it any more: retention or compaction has removed it.</p>;
  const { same, text, size, isNull } = original;
  const differs = [!same.body && "its body", !same.key && "its key"].filter(Boolean).join(" and ");
  return (
    <>
      <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="text-ink-2">
          {differs
            ? `The dead letter is not the original: ${differs} ${same.body || same.key ? "differs" : "differ"}. The original has ${isNull ? "a null body" : bytesText(size)}.`
            : "Body and key are the original's, byte for byte."}
        </p>
        {message.state === "dead" && differs !== "" && <Take message={message} />}
      </div>
      {!same.body && text !== null && payload.text !== null && (
        <Diff
          className="mt-2 max-h-96 rounded-2 bg-sunken py-1"
          before={readable(payload.text, payload.json)}
          after={readable(text, payload.json)}
          json={payload.json}
        />
      )}
    </>
  );
}

/** Puts the original in the dead letter's place, as a version of it. */
function Take({ message: { id, seq, source, queue, originRecord } }: { message: Message }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const refusal = useRefusal()("message.edit", [{ source, queue }]);
  const take = useMutation(
    trpc.messages.takeOriginal.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey() });
        setAsking(false);
        showToast({ what: "A replay sends the original now." });
      },
    }),
  );
  return (
    <>
      <Button className="ml-auto" refusal={refusal} onClick={() => setAsking(true)}>
        <Undo2 aria-hidden />
        Replay the original instead
      </Button>
      <Refusals of={[{ label: "Replay the original instead", refusal }]} className="basis-full" />
      {asking && (
        <Confirm
          open
          onOpenChange={setAsking}
          title="Replay the original instead"
          facts={[
            {
              label: "Record",
              value: (
                <span className="font-mono">
                  {originRecord?.topic}, {originRecord?.place}
                </span>
              ),
            },
            {
              label: "Means",
              value: "Its body, key and headers become a new version of this message. The former one stays. Nothing is sent yet.",
            },
          ]}
          action="Take the original"
          busy={take.isPending}
          error={take.error?.message ?? null}
          onConfirm={(reason) => take.mutate({ id, seq, reason })}
        />
      )}
    </>
  );
}
