export type Values = Readonly<Record<string, string>>;

export interface SlackMessageThere {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly broadcast: boolean;
  readonly metadata: { readonly event_payload: { readonly key: string; readonly seq: number } } | null;
  values: Values;
  edits: number;
}

/** The methods of Slack's Web API that Redrive calls, over what was posted, each with the scope that it needs (channels are public). */
export function slackMethods({
  messages,
  ephemerals,
  users,
}: {
  readonly messages: SlackMessageThere[];
  readonly ephemerals: Values[];
  readonly users: ReadonlyMap<string, object>;
}): Readonly<Record<string, { readonly scope: string; answer(values: Values): object }>> {
  let ticks = 0;
  return {
    "chat.postMessage": {
      scope: "chat:write",
      answer: (values) => {
        if ((values["text"] ?? "") === "") return { ok: false, error: "no_text" };
        if (values["thread_ts"] && !messages.some(({ ts }) => ts === values["thread_ts"])) return { ok: false, error: "thread_not_found" };
        const ts = `${Math.floor(Date.now() / 1_000)}.${String(++ticks).padStart(6, "0")}`;
        const metadata = JSON.parse(values["metadata"] ?? "null") as SlackMessageThere["metadata"];
        const channel = values["channel"] ?? "";
        const broadcast = values["reply_broadcast"] === "true";
        messages.push({ channel, ts, threadTs: values["thread_ts"] ?? null, broadcast, metadata, values, edits: 0 });
        return { ok: true, channel, ts };
      },
    },
    "chat.update": {
      scope: "chat:write",
      answer: (values) => {
        const message = messages.find(({ channel, ts }) => channel === values["channel"] && ts === values["ts"]);
        if (!message) return { ok: false, error: "message_not_found" };
        message.values = values;
        message.edits++;
        return { ok: true, channel: message.channel, ts: message.ts };
      },
    },
    "chat.postEphemeral": {
      scope: "chat:write",
      answer: (values) => {
        ephemerals.push(values);
        return { ok: true, message_ts: "1.1" };
      },
    },
    "conversations.history": {
      scope: "channels:history",
      answer: (values) => ({
        ok: true,
        messages: messages
          .filter(({ channel, threadTs, broadcast }) => channel === values["channel"] && (threadTs === null || broadcast))
          .map(toldOf)
          .toReversed(),
      }),
    },
    "conversations.replies": {
      scope: "channels:history",
      answer: (values) => ({ ok: true, messages: messages.filter(({ ts, threadTs }) => (threadTs ?? ts) === values["ts"]).map(toldOf) }),
    },
    "users.info": {
      scope: "users:read",
      answer: (values) => {
        const user = users.get(values["user"] ?? "");
        return user ? { ok: true, user } : { ok: false, error: "user_not_found" };
      },
    },
  };
}

const toldOf = ({ ts, threadTs, metadata, values }: SlackMessageThere) => ({
  ts,
  text: values["text"],
  ...(threadTs === null ? {} : { thread_ts: threadTs }),
  ...(metadata === null ? {} : { metadata }),
});
