import type { Notice } from "../alerts/notice.ts";

/** A notice as production tells it. */
export function noticeWith(own: Partial<Notice> = {}): Notice {
  const since = new Date("2026-11-29T09:00:00Z");
  return {
    alertId: 41,
    dedupKey: "redrive-production-41",
    seq: 1,
    toldSeq: own.seq ?? 1,
    happened: "fired",
    at: new Date("2026-11-29T09:01:00Z"),
    asOf: new Date("2026-11-29T09:01:00Z"),
    state: "firing",
    severity: "critical",
    environment: { name: "production", tone: "production" },
    rule: "depth",
    status: "Firing",
    title: "payments.work.dlq holds 3,456 dead letters",
    sentence: "Payments.work.dlq holds 3,456 dead letters. It has fired since 09:00: more than 100, for 60 s.",
    next: "Look at the largest group.",
    facts: [{ label: "Where", text: "shop/payments.work.dlq" }],
    told: "It fires.",
    owner: "payments",
    holder: "nobody",
    since,
    resolvedAt: null,
    standsFor: 1,
    quiet: null,
    url: "https://redrive.example.com/alerts/41",
    links: [
      { label: "Messages", href: "https://redrive.example.com/messages?filter=queue%3Apayments.work.dlq" },
      { label: "Runbook", href: "https://wiki.example.com/payments" },
    ],
    acts: ["acknowledge", "snooze", "mute"],
    ...own,
  };
}

export const acknowledged: Partial<Notice> = { seq: 2, happened: "acknowledged", state: "acknowledged", told: "ana acknowledged it." };
export const resolved: Partial<Notice> = {
  seq: 3,
  happened: "resolved",
  state: "resolved",
  status: "Resolved after 9 min",
  told: "It is over.",
  resolvedAt: new Date("2026-11-29T09:09:00Z"),
};

/** What a name of a queue may try in a message: mentions, links, formats, templates, markup, and the end of a line or of a header. */
export const hostile = [
  "<!channel> @everyone @here <@U123> <at>all</at> <@&42>",
  "[log in](https://evil.example) https://evil.example/x <https://evil.example|here>",
  "*bold* _it_ `code` ~gone~ ||spoiler|| # head > quote :tada:",
  "{{DATE(2026-01-01)}} ${env} <script>alert(1)</script> <img src=x onerror=alert(1)> &amp; \"quoted\" 'so'",
  "\r\nBcc: eve@evil.example\r\n\r\nbody\u0000 \u202Egnp.exe",
].join(" ");

/** A notice with that wherever text of others may stand. */
export function hostileNotice(own: Partial<Notice> = {}): Notice {
  return noticeWith({
    title: hostile,
    sentence: hostile,
    next: hostile,
    told: hostile,
    status: hostile,
    owner: hostile,
    holder: hostile,
    rule: hostile,
    environment: { name: hostile, tone: "production" },
    facts: [{ label: hostile, text: hostile }],
    ...own,
  });
}

/** One whose every text is as long as no limit of a channel is. */
export function longNotice(): Notice {
  const long = "\u{1F4E8}*".repeat(4_000);
  return hostileNotice({
    title: long,
    sentence: long,
    next: long,
    told: long,
    owner: long,
    status: long,
    rule: long,
    facts: Array.from({ length: 40 }, () => ({ label: long, text: long })),
  });
}
