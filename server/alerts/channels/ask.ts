import type { IncomingHttpHeaders } from "node:http";
import type { Outbound } from "../../outbound/outbound.ts";
import { OutboundError } from "../../outbound/rule.ts";
import { retryAfterMs } from "../../outbound/retry-after.ts";
import { markLine } from "../../text/marked.ts";
import type { ChannelAnswer } from "../channel.ts";
import { cutText } from "./cut.ts";

interface Asked {
  readonly method?: "POST" | "PATCH";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly signal: AbortSignal;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

const longestMs = 10_000;
const mostBytes = 65_536;
/** Statuses after which another try may help: RFC 9110, RFC 6585, RFC 8470. */
const passing: readonly number[] = [408, 425, 429];
const longestRestMs = 86_400_000;

/** One request, JSON unless `headers` say otherwise, with 10 s for an answer. What the network or the guard says is an answer too; `judge` reads any other. */
export async function ask(outbound: Outbound, asked: Asked, judge: (answered: Answered) => ChannelAnswer): Promise<ChannelAnswer> {
  const { method = "POST", url, headers, body, signal } = asked;
  const inTime = AbortSignal.timeout(longestMs);
  try {
    const told = await outbound.ask(new URL(url), {
      method,
      headers: {
        "content-type": "application/json",
        "user-agent": "Redrive",
        ...headers,
        "content-length": String(Buffer.byteLength(body)),
      },
      body,
      signal: AbortSignal.any([signal, inTime]),
      mostBytes,
    });
    return judge({ status: told.status, headers: told.headers, text: told.body.toString() });
  } catch (error) {
    if (error instanceof OutboundError) return { is: "broken", said: error.message };
    if (signal.aborted) return { is: "retry", afterMs: null, said: "Stopped before an answer came." };
    if (inTime.aborted) return { is: "retry", afterMs: null, said: `No answer within ${longestMs / 1_000} s.` };
    return { is: "retry", afterMs: null, said: `No answer: ${codeOf(error)}.` };
  }
}

/** What a status means by itself. `why`: the other side's own words, without a secret. */
export function judgeStatus({ status, headers }: Answered, why = ""): Exclude<ChannelAnswer, { is: "gone" }> {
  const said = why === "" ? `Answered ${status}.` : `Answered ${status}: ${why}`;
  if (status >= 200 && status < 300) return { is: "delivered", ref: null, said };
  if (status >= 300 && status < 400) return { is: "broken", said: `Answered ${status}, a redirect: Redrive follows none.` };
  if (passing.includes(status) || status >= 500) return { is: "retry", afterMs: restOf(retryAfterMs(headers["retry-after"])), said };
  return { is: "broken", said };
}

/** Text of another service for people to read: one line, at most 200 characters. */
export function quote(text: unknown): string {
  return typeof text === "string" ? cutText(markLine(text.replaceAll(/\s+/g, " ").trim()), 200) : "";
}

/** An answer's JSON as a record; empty where it is none. */
export function readRecord(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** The other side does not end a channel by asking for a year. */
function restOf(ms: number | null): number | null {
  return ms === null ? null : Math.min(ms, longestRestMs);
}

/** The network's own name of what went wrong, such as ECONNREFUSED: its text may hold the address, which may hold a secret. */
function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code) return code;
  return message.startsWith("the answer is larger") ? message : "the connection failed";
}
