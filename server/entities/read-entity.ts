import type { Ctx } from "../context.ts";
import { diagnoseMessage } from "../failures/diagnose.ts";
import type { Envelope, FailedMessage } from "../failures/failure.ts";
import { at, frontJson, parseJson, scalarText, textAt } from "../failures/read-json.ts";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import { readStored } from "../payloads/read.ts";
import { failedMessage, readerOf } from "../payloads/reader.ts";
import { isJson } from "../text/json-scan.ts";
import { timeOf } from "../text/time.ts";
import type { EntityFetch } from "./event-type.ts";
import { fillTemplate } from "./fill-template.ts";
import { judgeAge } from "./judge-age.ts";
import type { EntityState } from "./output.ts";

const [askMs, mostBytes] = [5_000, 262_144];

/** Asks for the entity of a message by the address that redrive.yaml gives for its type, now. Whoever may read the message may see it. */
export async function readEntity(ctx: Ctx, { id }: { readonly id: number }): Promise<EntityState> {
  const stored = await readStored(ctx, id);
  const reader = readerOf(ctx, stored);
  if (!reader) return unread("Its source is not configured.");
  const message = failedMessage(reader, stored, stored.capturedAt);
  const { envelope } = diagnoseMessage(message, reader.rules);
  const fetch = ctx.config.eventTypes.find(({ name }) => name === envelope.eventType)?.fetch;
  if (!fetch) return unread("redrive.yaml names no address for this type of event.");
  const url = fillTemplate(fetch.template, (name) => valueOf(name, envelope, message));
  if ("problem" in url) return unread(url.problem);
  const outbound = new Outbound(serviceRule(ctx.config.outbound.allow));
  try {
    return await ask(ctx, outbound, { url, fetch, envelope });
  } catch (error) {
    return unread(problemOf(error));
  } finally {
    outbound.close();
  }
}

interface Asked {
  readonly url: URL;
  readonly fetch: EntityFetch;
  readonly envelope: Envelope;
}

async function ask(ctx: Ctx, outbound: Outbound, { url, fetch, envelope }: Asked): Promise<EntityState> {
  const headers = { accept: "application/json", ...fetch.sends };
  const told = await outbound.ask(url, { headers, signal: AbortSignal.timeout(askMs), mostBytes });
  const [now, address] = [ctx.clock(), `${url.origin}${url.pathname}`];
  if (told.status === 404 || told.status === 410) return { state: "gone", at: now, address };
  if (told.status !== 200) return unread(`Its owner answers with status ${told.status}.`);
  const type = told.headers["content-type"] ?? "";
  if (!/^(?:application\/(?:[\w.-]+\+)?json|text\/plain)\b/i.test(type))
    return unread("Its owner answers with something else than JSON or plain text.");
  const text = told.body.toString("utf8");
  const json = isJson(text);
  const said = (path: string | null) => (path === null || !json ? null : textAt(parseJson(text), ...path.split(".")));
  const changedAt = timeOf(fetch.changedAt === null ? (told.headers["last-modified"] ?? null) : said(fetch.changedAt));
  const { producedAt, sequence } = envelope;
  return {
    state: "read",
    at: now,
    address,
    text,
    json,
    producedAt,
    age: judgeAge({ producedAt, sequence, changedAt, version: said(fetch.version) }),
  };
}

function valueOf(name: string, envelope: Envelope, message: FailedMessage): string | null {
  if (name === "key" || name === "eventId" || name === "eventType") return envelope[name];
  return scalarText(at(frontJson(message), ...name.split(".").slice(1)));
}

const unread = (reason: string): EntityState => ({ state: "unread", reason });

/** Without path, header or anything that was answered. */
function problemOf(error: unknown): string {
  const { name, message, code } = error instanceof Error ? (error as NodeJS.ErrnoException) : { name: "", message: "", code: undefined };
  if (name === "OutboundError") return message;
  if (name === "TimeoutError" || name === "AbortError") return `Its owner did not answer within ${askMs / 1_000} seconds.`;
  if (message.startsWith("the answer is larger")) return "The answer of its owner is larger than 256 kB.";
  return code === undefined ? "Its owner could not be asked." : `Its owner could not be asked (${code}).`;
}
