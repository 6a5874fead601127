"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { type Choice, choicesFor, readDraft } from "./choices";

/** What may come next after what is typed, with the values that messages have. */
export function useChoices(typed: string): readonly Choice[] {
  const draft = readDraft(typed);
  const { data = [] } = useQuery(
    useTRPC().messages.complete.queryOptions(
      { qualifier: draft.qualifier ?? "", part: draft.part },
      { enabled: draft.asks, refetchInterval: false, placeholderData: keepPreviousData },
    ),
  );
  return choicesFor(draft, data);
}
