"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BellOff, Plus } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useRefusal } from "@/components/may";
import { Clock } from "@/components/time";
import { useZone } from "@/components/time-zone";
import { useTRPC } from "@/components/trpc";
import { Button } from "@/components/ui/button";
import { QueryError, SkeletonRows } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { markLine } from "@/server/text/marked";
import type { Silence } from "./alert";
import { ChannelState, channelNote } from "./channel-state";
import { SilenceDialog } from "./silence-dialog";

/** Whether people hear of alerts, and what keeps them from it on purpose. */
export function AlertsAside() {
  return (
    <aside className="border-line max-wide:border-t wide:border-l">
      <Channels />
      <Silences />
    </aside>
  );
}

function Channels() {
  const channels = useQuery(useTRPC().alerts.channels.queryOptions());
  const { now } = useZone();
  return (
    <section className="px-pad py-4">
      <h2 className="mb-1 text-14 font-600">
        <Link href="/alerts/channels" className="hover:underline max-desk:inline-flex max-desk:min-h-11 max-desk:items-center">
          Channels
        </Link>
      </h2>
      {channels.isPending && <SkeletonRows rows={2} className="-mx-pad" />}
      {channels.isError && (
        <div className="-mx-pad">
          <QueryError what="The channels" error={channels.error} onRetry={() => void channels.refetch()} />
        </div>
      )}
      {channels.data?.channels.length === 0 && (
        <p className="text-ink-2">None is configured, so nobody is told. “channels” in redrive.yaml says where alerts go.</p>
      )}
      <ul>
        {channels.data?.channels.map((channel) => (
          <li key={channel.name} className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 border-line border-t py-1.5 first:border-t-0">
            <ChannelState channel={channel} iconOnly />
            <span className="min-w-0">
              <Link
                href={`/alerts/channels?channel=${encodeURIComponent(channel.name)}`}
                className="block cut font-550 hover:underline max-desk:flex max-desk:min-h-11 max-desk:items-center"
              >
                {channel.name}
              </Link>
              <span className="block text-12 text-ink-3 [overflow-wrap:anywhere]" suppressHydrationWarning>
                {channelNote(channel, now)}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Silences() {
  const silences = useQuery(useTRPC().alerts.silences.queryOptions());
  const mayNot = useRefusal()("alert.silence");
  const [making, setMaking] = useState(false);
  return (
    <section className="border-line border-t px-pad py-4">
      <div className="mb-1 flex items-center gap-2">
        <h2 className="text-14 font-600">Silences</h2>
        <Button className="ml-auto" kind="quiet" refusal={mayNot} onClick={() => setMaking(true)}>
          <Plus aria-hidden />
          New silence
        </Button>
      </div>
      {silences.isPending && <SkeletonRows rows={1} className="-mx-pad" />}
      {silences.isError && (
        <div className="-mx-pad">
          <QueryError what="The silences" error={silences.error} onRetry={() => void silences.refetch()} />
        </div>
      )}
      {silences.data?.silences.length === 0 && <p className="text-ink-2">None that you can see holds.</p>}
      <ul>
        {silences.data?.silences.map((silence) => (
          <SilenceLine key={silence.id} silence={silence} />
        ))}
      </ul>
      {making && <SilenceDialog onClose={() => setMaking(false)} />}
    </section>
  );
}

function SilenceLine({ silence }: { silence: Silence }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayNot = useRefusal()("alert.silence");
  const end = useMutation(
    trpc.alerts.endSilence.mutationOptions({
      onSuccess: () => showToast({ what: "The silence is over.", why: "What still fires is told within seconds." }),
      onError: (error) => showToast({ what: error.message, failed: true }),
      onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.alerts.pathKey() }),
    }),
  );
  const where = markLine(silence.queues.join(", "));
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-2 border-line border-t py-1.5 first:border-t-0">
      <BellOff className="mt-[3px] size-3.5 text-ink-3" aria-hidden />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-550">{silence.rule ?? "Every rule"}</span> in <span className="font-mono">{where}</span>
        <span className="block text-12 text-ink-3">
          until <Clock at={silence.until} seconds={false} />
          {silence.by && <>, by {silence.by.name}</>}: “{silence.reason}”
        </span>
      </span>
      <Button
        kind="quiet"
        busy={end.isPending}
        refusal={mayNot}
        aria-label={`End the silence in ${where}`}
        onClick={() => end.mutate({ id: silence.id })}
      >
        End
      </Button>
    </li>
  );
}
