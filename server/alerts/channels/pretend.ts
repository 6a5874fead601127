import type { Channel, ChannelAnswer, ChannelRef } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { type SlackMessage, slackMessage, slackReply } from "./slack-message.ts";

/** A reply in the thread of a message. */
interface Reply {
  readonly seq: number;
  readonly at: string;
  readonly text: string;
}

/** A thread of which nobody reads more. */
const mostReplies = 20;

/** Keeps what Slack would have got, in the ref: one message an alert, updated in place, and its thread. `listPretended` shows it. */
export function openPretend(): Channel {
  const keep = async (notice: Notice, ref: ChannelRef | null): Promise<ChannelAnswer> => {
    const before = repliesOf(ref).filter(({ seq }) => seq !== notice.seq);
    const isNews = ref !== null && notice.happened !== "changed";
    const reply: Reply = { seq: notice.seq, at: notice.at.toISOString(), text: wordsOf(slackReply(notice)) };
    const replies = isNews ? [...before, reply].slice(-mostReplies) : before;
    return {
      is: "delivered",
      ref: { message: JSON.stringify(slackMessage(notice, { acts: true })), replies: JSON.stringify(replies) },
      said: ref === null ? "shown on the page of the demo" : "updated in place",
    };
  };
  return { post: (notice) => keep(notice, null), update: keep, resolve: keep };
}

/** What a thread shows of a reply. */
function wordsOf({ blocks }: SlackMessage): string {
  return blocks.flatMap((block) => (block.type === "section" && block.text ? [block.text.text] : [])).join("\n");
}

function repliesOf(ref: ChannelRef | null): readonly Reply[] {
  return typeof ref?.["replies"] === "string" ? (JSON.parse(ref["replies"]) as readonly Reply[]) : [];
}
