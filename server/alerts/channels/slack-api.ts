import { retryAfterMs } from "../../outbound/retry-after.ts";
import { Outbound } from "../../outbound/outbound.ts";
import { OutboundError, serviceRule } from "../../outbound/rule.ts";
import type { ChannelAnswer } from "../channel.ts";

const mostBytes = 4_194_304;

/** The methods that are called, with the scopes that they need: channels:history for public channels, groups:history for private ones. */
export const slackMethods = {
  "chat.postMessage": ["chat:write"],
  "chat.update": ["chat:write"],
  "chat.postEphemeral": ["chat:write"],
  "conversations.history": ["channels:history", "groups:history"],
  "conversations.replies": ["channels:history", "groups:history"],
  "users.info": ["users:read", "users:read.email"],
} as const;

/** What Slack says instead of an answer. `error`: its own word, or one of ours in brackets. */
export interface SlackProblem {
  readonly error: string;
  /** HTTP status; null: none came. */
  readonly status: number | null;
  readonly retryAfterMs: number | null;
}

export type SlackAnswer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: SlackProblem };

/** The Web API of Slack, for one token. Nothing is tried again here: the outbox does. */
export class SlackApi {
  readonly #outbound: Outbound;
  readonly #api: string;
  readonly #token: string;

  constructor({ api, token }: { readonly api: string; readonly token: string }, allow: readonly string[]) {
    this.#outbound = new Outbound(serviceRule(allow));
    this.#api = api;
    this.#token = token;
  }

  /** Calls a method; values that are no text go as JSON. Every method takes a form, those that read take nothing else. Never rejects. */
  async call(method: keyof typeof slackMethods, values: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<SlackAnswer> {
    const form = new URLSearchParams(
      Object.entries(values).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    );
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    try {
      const url = new URL(method, this.#api);
      const told = await this.#outbound.ask(url, { method: "POST", headers, body: form.toString(), signal, mostBytes });
      const problem = { status: told.status, retryAfterMs: retryAfterMs(told.headers["retry-after"]) };
      if (told.status === 429) return { ok: false, problem: { ...problem, error: "ratelimited" } };
      const body = readBody(told.body);
      if (told.status !== 200 || body === null) return { ok: false, problem: { ...problem, error: `(HTTP ${told.status})` } };
      if (body["ok"] === true) return { ok: true, body };
      return { ok: false, problem: { ...problem, error: String(body["error"] ?? "(no reason)").slice(0, 100) } };
    } catch (error) {
      return { ok: false, problem: { ...notAsked(error, signal), status: null, retryAfterMs: null } };
    }
  }

  close(): void {
    this.#outbound.close();
  }
}

function notAsked(error: unknown, signal: AbortSignal): { readonly error: string } {
  if (error instanceof OutboundError) return { error: `(closed) ${error.message}` };
  if (signal.aborted) return { error: "(no answer in time)" };
  return { error: `(no connection) ${error instanceof Error ? ("code" in error && String(error.code)) || error.message : ""}`.trim() };
}

function readBody(bytes: Buffer): Readonly<Record<string, unknown>> | null {
  try {
    const body: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What a message refers to is not there any more, or cannot be changed any more. */
const gone = ["message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "cannot_reply_to_message"];
/** Somebody has to mend something in Slack or in redrive.yaml (docs.slack.dev/reference/methods/chat.postMessage, errors). */
const broken: Readonly<Record<string, string>> = {
  invalid_auth: "the token is not valid",
  not_authed: "the token is missing",
  account_inactive: "the app was removed, or its workspace is gone",
  token_revoked: "the token was revoked",
  token_expired: "the token has expired",
  not_allowed_token_type: "the token is not one of a bot (xoxb-)",
  missing_scope: "the app lacks the scope chat:write",
  no_permission: "the app may not post",
  ekm_access_denied: "administrators have suspended posting",
  access_denied: "the app may not post",
  org_login_required: "the workspace is being moved",
  channel_not_found: "the channel is not there, or is private and the bot is no member of it",
  not_in_channel: "the bot is no member of the channel: /invite it",
  is_archived: "the channel is archived",
  restricted_action: "the workspace lets the bot not post here",
  restricted_action_read_only_channel: "the channel is read-only",
  restricted_action_thread_only_channel: "the channel takes only replies",
  restricted_action_non_threadable_channel: "the channel has no threads",
  team_access_not_granted: "the app has no access to this workspace",
  messages_tab_disabled: "the app's messages are switched off",
  invalid_blocks: "Slack does not take this message",
  invalid_blocks_format: "Slack does not take this message",
  msg_blocks_too_long: "Slack does not take a message this long",
  msg_too_long: "Slack does not take a message this long",
  invalid_arguments: "Slack does not take this call",
  method_deprecated: "Slack has no such method any more",
};
/** In which case a refusal says nothing of how long to wait. */
const rateLimitedMs = 30_000;

/** A problem as the outbox knows it. What Slack says that is not known is tried again: the channel shows it. */
export function answerOfProblem({ error, retryAfterMs: asked }: SlackProblem): ChannelAnswer {
  const words = Object.hasOwn(broken, error) ? broken[error] : undefined;
  if (words !== undefined) return { is: "broken", said: `Slack: ${words} (${error})` };
  if (error.startsWith("(closed)")) return { is: "broken", said: error.slice("(closed) ".length) };
  if (gone.includes(error)) return { is: "gone", said: `Slack: the message is gone (${error})` };
  if (error === "ratelimited" || error === "rate_limited")
    return { is: "retry", afterMs: asked ?? rateLimitedMs, said: "Slack asks to wait (ratelimited)" };
  return { is: "retry", afterMs: asked, said: `Slack: ${error}` };
}
