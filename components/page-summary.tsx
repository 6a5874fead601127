"use client";

import { StaleBanner } from "./stale-banner";
import { Answer } from "./ui/answer";
import { AnswerSkeleton } from "./ui/skeleton";
import { QueryError } from "./ui/states";

interface Props {
  /** What the page is called while its sentence is not there. */
  name: string;
  query: {
    readonly data:
      | {
          readonly answer: { readonly title: string; readonly sub: string };
          readonly blind?: { readonly what: string; readonly detail: string } | null;
        }
      | undefined;
    /** The data is of another filter, while this one is asked. */
    readonly isPlaceholderData?: boolean;
    readonly error: { readonly message: string } | null;
    readonly refetch: () => unknown;
  };
}

/** What a page opens with: whether it can be believed, and its sentence; or that both are being read, or could not be. */
export function PageSummary({ name, query: { data, isPlaceholderData = false, error, refetch } }: Props) {
  if (data && !isPlaceholderData)
    return (
      <>
        <StaleBanner blind={data.blind} />
        <Answer title={data.answer.title} sub={data.answer.sub} />
      </>
    );
  if (!error) return <AnswerSkeleton />;
  return (
    <>
      <h1 className="sr-only">{name}</h1>
      <QueryError what="The summary" error={error} onRetry={() => void refetch()} />
    </>
  );
}
