"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/trpc";
import { Answer } from "@/components/ui/answer";
import { AnswerSkeleton } from "@/components/ui/skeleton";
import { Empty, QueryError } from "@/components/ui/states";
import { Post } from "./post";

/** The channel of the demo: the very messages that Slack would show, with buttons that act, updated while one looks. */
export function PretendView() {
  const list = useQuery(useTRPC().alerts.pretended.queryOptions(undefined, { refetchInterval: 5_000 }));
  if (list.isError && !list.data) return <QueryError what="What Slack would get" error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <AnswerSkeleton />;
  const { channels, posts } = list.data;
  if (channels.length === 0)
    return (
      <Empty title="This console pretends nothing.">
        <h1 className="sr-only">What Slack would get</h1>
        npm run demo shows here what Slack would get. Channels lists where alerts really go.
      </Empty>
    );
  return (
    <>
      <Answer
        title={
          posts.length === 0
            ? "Nothing that you may see has been told yet: alerts of the demo fire within a minute."
            : "This is what Slack would show, as it changes."
        }
        sub="One message an alert, changed in place; its history in the thread. Nothing leaves this machine."
      />
      <ol className="grid max-w-[760px] gap-5 border-line border-t px-pad py-5">
        {posts.map((post) => (
          <Post key={`${post.channel} ${post.alertId}`} post={post} />
        ))}
      </ol>
    </>
  );
}
