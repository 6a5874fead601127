"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { BellRing } from "lucide-react";
import Link from "next/link";
import { useRefusal } from "@/components/may";
import { Clock } from "@/components/time";
import { Button, buttonClass } from "@/components/ui/button";
import type { AppRouter } from "@/server/trpc/router";
import { useAlertAct } from "../use-act";

type PretendPost = inferRouterOutputs<AppRouter>["alerts"]["pretended"]["posts"][number];
type Block = PretendPost["message"]["blocks"][number];

/** One message with its blocks and its thread, as Slack lays them out. */
export function Post({ post }: { post: PretendPost }) {
  const { at, message, replies } = post;
  return (
    <li className="grid grid-cols-[36px_minmax(0,1fr)] gap-x-3">
      <span className="grid size-9 place-items-center rounded-2 bg-accent text-on-accent">
        <BellRing className="size-5" aria-hidden />
      </span>
      <article className="min-w-0">
        <p className="flex items-baseline gap-2">
          <b className="font-600">Redrive</b>
          <span className="rounded-1 bg-hover px-1 text-11 text-ink-3">APP</span>
          <Clock at={at} className="text-12 text-ink-3" />
        </p>
        <div className="mt-1 grid gap-2 [overflow-wrap:anywhere]">
          {message.blocks.map((block, index) => (
            <BlockView key={index} block={block} post={post} />
          ))}
        </div>
        {replies.length > 0 && (
          <details className="mt-2">
            <summary className="cursor-pointer py-1 text-12 text-accent-ink max-desk:min-h-11 max-desk:py-3">
              {replies.length} {replies.length === 1 ? "reply" : "replies"} in the thread
            </summary>
            <ol className="mt-1 grid gap-1 border-line-strong border-l-2 pl-3">
              {replies.map(({ seq, at: repliedAt, text }) => (
                <li key={seq} className="[overflow-wrap:anywhere]">
                  <Clock at={repliedAt} className="text-12 text-ink-3" /> {text}
                </li>
              ))}
            </ol>
          </details>
        )}
      </article>
    </li>
  );
}

function BlockView({ block, post }: { block: Block; post: PretendPost }) {
  switch (block.type) {
    case "header":
      return <h2 className="text-17 font-620">{block.text.text}</h2>;
    case "section":
      return (
        <>
          {block.text && <p className="whitespace-pre-line">{block.text.text}</p>}
          {block.fields && (
            <ul className="grid gap-x-6 gap-y-2 desk:grid-cols-2">
              {block.fields.map(({ text }) => (
                <li key={text} className="whitespace-pre-line text-ink-2">
                  {text}
                </li>
              ))}
            </ul>
          )}
        </>
      );
    case "context":
      return <p className="text-12 text-ink-3">{block.elements.map(({ text }) => text).join(" ")}</p>;
    case "actions":
      return (
        <div className="flex flex-wrap gap-2">
          {block.elements.map((button) => (
            <PostButton key={button.action_id} button={button} post={post} />
          ))}
        </div>
      );
  }
}

type ActionButton = Extract<Block, { type: "actions" }>["elements"][number];

/** The same acts as Slack's buttons: never a replay or a discard. */
function PostButton({ button: { action_id: action, text, url, style }, post }: { button: ActionButton; post: PretendPost }) {
  const { alertId, places, message } = post;
  const header = message.blocks.find((block) => block.type === "header");
  const { act, snooze, busy } = useAlertAct({ id: alertId, title: header?.text.text ?? "" });
  const mayNot = useRefusal()("alert.acknowledge", places);
  if (url !== undefined)
    return (
      <Link href={`/alerts/${alertId}`} className={buttonClass()}>
        {text.text}
      </Link>
    );
  const press = () => {
    if (action === "redrive.snooze") snooze(60);
    else act(action === "redrive.take_back" ? "take_back" : "acknowledge");
  };
  return (
    <Button kind={style === "primary" ? "main" : "plain"} busy={busy} refusal={mayNot} onClick={press}>
      {text.text}
    </Button>
  );
}
