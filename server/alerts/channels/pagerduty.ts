import type { Outbound } from "../../outbound/outbound.ts";
import type { Channel, ChannelAnswer, ChannelRef } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { type Answered, ask, judgeStatus, quote, readRecord } from "./ask.ts";
import { cutText } from "./cut.ts";

interface Options {
  readonly routingKey: string;
  readonly endpoint: string;
}

type Action = "trigger" | "acknowledge" | "resolve";

/**
 * PagerDuty Events API v2. An event says how the alert stands, so that a notice that is sent twice, or in place of older ones, changes nothing. PagerDuty
 * drops an acknowledgement or a resolve of a key that it does not know. It cannot take an acknowledgement back, and a trigger of an acknowledged incident pages
 * nobody: so that incident is resolved, and the trigger begins another one. The ref holds the last event that it has taken.
 */
export function openPagerduty({ routingKey, endpoint }: Options, outbound: Outbound): Channel {
  const enqueue = (notice: Notice, action: Action, signal: AbortSignal) =>
    ask(outbound, { url: endpoint, body: JSON.stringify(eventOf(notice, routingKey, action)), signal }, (answered) =>
      judge(answered, routingKey),
    );
  const send = async (notice: Notice, ref: ChannelRef | null, signal: AbortSignal): Promise<ChannelAnswer> => {
    const action = notice.state === "resolved" ? "resolve" : notice.state === "firing" ? "trigger" : "acknowledge";
    if (action === "trigger" && ref?.["event"] === "acknowledge") {
      const ended = await enqueue(notice, "resolve", signal);
      if (ended.is !== "delivered") return ended;
    }
    const answer = await enqueue(notice, action, signal);
    return answer.is === "delivered" ? { ...answer, ref: { event: action } } : answer;
  };
  return {
    post: (notice, signal) => send(notice, null, signal),
    update: send,
    resolve: send,
    close: async () => outbound.close(),
  };
}

/** Only 202 says that it has the event: a 200 comes from something that stands between. */
function judge(answered: Answered, routingKey: string): ChannelAnswer {
  const { status, message, errors } = readRecord(answered.text);
  const words = [message, ...(Array.isArray(errors) ? errors : [])].filter((one) => typeof one === "string").join("; ");
  const why = quote(words.replaceAll(routingKey, "(the key)"));
  const judged = judgeStatus(answered, why);
  if (judged.is !== "delivered" || (answered.status === 202 && status === "success")) return judged;
  return { is: "retry", afterMs: null, said: `Answered ${answered.status}, but not that it has the event.` };
}

const longest = 2_000;
const mostFacts = 20;

/** Lengths: summary 1024, dedup_key 255; the whole event 512 kB, of which this has a few. */
function eventOf(notice: Notice, routingKey: string, action: Action): object {
  const key = { routing_key: routingKey, event_action: action, dedup_key: cutText(notice.dedupKey, 255) };
  if (action !== "trigger") return key;
  const { severity, environment, title, sentence, next, told, holder, rule, facts, since, url, links, standsFor } = notice;
  return {
    ...key,
    client: "Redrive",
    client_url: url,
    links: [{ href: url, text: "Alert in Redrive" }, ...links.map(({ href, label }) => ({ href, text: label }))],
    payload: {
      summary: cutText(`[${environment.name}] ${title}`, 1_024),
      source: cutText(`Redrive ${environment.name}`, longest),
      severity,
      timestamp: since.toISOString(),
      class: cutText(rule, longest),
      custom_details: {
        what: cutText(sentence, longest),
        next: cutText(next, longest),
        happened: cutText(told, longest),
        ...(holder ? { who: cutText(holder, longest) } : {}),
        ...(standsFor > 1 ? { "stands for": standsFor } : {}),
        ...Object.fromEntries(facts.slice(0, mostFacts).map(({ label, text }) => [cutText(label, 100), cutText(text, longest)])),
      },
    },
  };
}
