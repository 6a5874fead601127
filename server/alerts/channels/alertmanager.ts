import { isDeepStrictEqual } from "node:util";
import type { Outbound } from "../../outbound/outbound.ts";
import type { Channel, ChannelRef } from "../channel.ts";
import type { Notice } from "../notice.ts";
import { ask, judgeStatus, quote } from "./ask.ts";

interface Options {
  readonly url: string;
  readonly authorization: string | null;
}

/** An Alertmanager ends an alert at this time after it was sent last: longer than a worker is away for an update, shorter than a night. */
const staleMs = 3_600_000;

/**
 * Alertmanager's API v2 (POST /api/v2/alerts). It has alerts in memory only, and ends one that is sent no more at `endsAt`: so the outbox sends a live one
 * again and again (`resendSeconds` of its kind). Labels are what an alert is to it: where they change, as with a severity, the alert under the old labels ends in
 * the same request. `endsAfterMs`: tests do not wait for an hour.
 */
export function openAlertmanager({ url, authorization }: Options, outbound: Outbound, endsAfterMs = staleMs): Channel {
  const endpoint = `${url.replace(/\/+$/, "")}/api/v2/alerts`;
  const headers: Record<string, string> = authorization === null ? {} : { authorization };
  const send = async (notice: Notice, ref: ChannelRef | null, signal: AbortSignal) => {
    const now = new Date();
    const labels = labelsOf(notice);
    const alert = alertOf(notice, labels, { now, endsAfterMs });
    const old = ref && !isDeepStrictEqual(ref, labels) ? [{ ...alert, labels: ref, endsAt: now.toISOString() }] : [];
    const answer = await ask(outbound, { url: endpoint, headers, body: JSON.stringify([...old, alert]), signal }, (answered) =>
      judgeStatus(answered, answered.status === 400 ? quote(answered.text) : ""),
    );
    return answer.is === "delivered" ? { ...answer, ref: labels } : answer;
  };
  return { post: (notice, signal) => send(notice, null, signal), update: send, resolve: send, close: async () => outbound.close() };
}

/** What routes and inhibits there. Numbers are annotations, since a label that changes makes another alert. */
function labelsOf({ alertId, rule, severity, environment, owner, dedupKey }: Notice): Readonly<Record<string, string>> {
  const labels = { alertname: rule, severity, environment: environment.name, alert: String(alertId), key: dedupKey, job: "redrive" };
  return owner === null ? labels : { ...labels, owner };
}

function alertOf(
  notice: Notice,
  labels: Readonly<Record<string, string>>,
  { now, endsAfterMs }: { readonly now: Date; readonly endsAfterMs: number },
): object {
  const { title, sentence, next, status, state, facts, url, links, since, resolvedAt } = notice;
  const runbook = links.find(({ label }) => label === "Runbook");
  const annotations = {
    summary: title,
    description: [sentence, next].filter((line) => line !== "").join("\n"),
    status,
    state,
    ...Object.fromEntries(facts.map(({ label, text }) => [label.toLowerCase().replaceAll(/\W+/g, "_"), text])),
    ...(runbook ? { runbook_url: runbook.href } : {}),
  };
  const ends = state === "resolved" ? (resolvedAt ?? now) : new Date(now.getTime() + endsAfterMs);
  return { labels, annotations, startsAt: since.toISOString(), endsAt: ends.toISOString(), generatorURL: url };
}
