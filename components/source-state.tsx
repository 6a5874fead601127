import type { inferRouterOutputs } from "@trpc/server";
import { Check, History, LoaderCircle, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import type { AppRouter } from "@/server/trpc/router";
import { Mark, type Tone } from "./ui/tag";

type State = inferRouterOutputs<AppRouter>["queues"]["list"]["sources"][number]["state"];

const looks: Readonly<Record<State, { tone: Tone; icon: typeof Check; word: string }>> = {
  connected: { tone: "ok", icon: Check, word: "connected" },
  connecting: { tone: "none", icon: LoaderCircle, word: "connecting" },
  failed: { tone: "warn", icon: TriangleAlert, word: "does not answer" },
  unheard: { tone: "none", icon: LoaderCircle, word: "not heard of yet" },
};

/** What a silent worker last said of a source is no longer known to be so. */
const old = { tone: "warn", icon: History, word: "stale" } as const;

/** Whether a source answers. `stale`: no worker has said so for a while. */
export function SourceState({ state, stale, children }: { state: State; stale: boolean; children?: ReactNode }) {
  const { tone, icon: Icon, word } = stale ? old : looks[state];
  return (
    <Mark tone={tone} icon={<Icon aria-hidden />} className="font-400">
      {word}
      {children}
    </Mark>
  );
}
