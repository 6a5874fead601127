import type { Notice } from "../notice.ts";
import { cutText } from "./cut.ts";

/** The subject of a conversation: mail programs keep together what has the same one, so that numbers of later notices are not in it. */
export function subjectOf({ environment, severity, title }: Notice): string {
  return cutText(`[${environment.name}] ${severity}: ${title}`, 200);
}

export function plainMail(notice: Notice): string {
  const { status, told, sentence, next, facts, url, links } = notice;
  const parts = [
    status,
    told,
    sentence,
    next,
    facts.map(({ label, text }) => `${label}: ${text}`).join("\n"),
    [{ label: "Open", href: url }, ...links].map(({ label, href }) => `${label}: ${href}`).join("\n"),
    footOf(notice),
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

export function htmlMail(notice: Notice): string {
  const { title, status, told, sentence, next, facts, url, links } = notice;
  const rows = facts.map(
    ({ label, text }) => `<tr><td style="padding:2px 16px 2px 0;color:#666">${html(label)}</td><td>${html(text)}</td></tr>`,
  );
  const more = links.map(({ label, href }) => ` &nbsp; <a href="${html(href)}">${html(label)}</a>`).join("");
  const paragraphs = [told, sentence, next].filter((part) => part !== "").map((part) => `<p style="margin:0 0 12px">${html(part)}</p>`);
  return [
    '<!doctype html><html><body style="font:15px/1.5 system-ui,sans-serif;max-width:40em">',
    `<p style="margin:0 0 4px;color:#666">${html(status)}</p><h1 style="font-size:18px;margin:0 0 12px">${html(title)}</h1>`,
    ...paragraphs,
    rows.length > 0 ? `<table style="margin:0 0 12px;border-collapse:collapse">${rows.join("")}</table>` : "",
    `<p style="margin:0 0 12px"><a href="${html(url)}"><b>Open in Redrive</b></a>${more}</p>`,
    `<p style="color:#666;font-size:13px">${html(footOf(notice))}</p></body></html>`,
  ].join("\n");
}

function footOf({ environment, rule, severity, asOf }: Notice): string {
  return `${environment.name}, rule ${rule}, ${severity}. As of ${asOf.toISOString().slice(0, 16).replace("T", " ")} UTC.`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function html(text: string): string {
  return text.replaceAll(/[&<>"']/g, (one) => entities[one] ?? one);
}
