import { z } from "zod";

const short = z.string().max(200);

/** Of a `block_actions` payload what we read (docs.slack.dev/reference/interaction-payloads/block_actions-payload). */
const blockActions = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id: short, team_id: short.nullish() }),
  team: z.object({ id: short }).nullish(),
  channel: z.object({ id: short }).nullish(),
  actions: z.array(z.object({ action_id: short, action_ts: short, value: z.string().max(2_000).nullish() })).min(1),
});

/** A button that somebody pressed. */
export interface Press {
  readonly user: string;
  /** The workspace of the user, and that of the message; null: not said. */
  readonly userTeam: string | null;
  readonly team: string | null;
  /** The id of the channel in which it was pressed. */
  readonly channel: string | null;
  readonly action: string;
  /** When, as Slack tells one press of a user from the next. */
  readonly at: string;
  /** What the button carries: the `dedupKey` of its alert. */
  readonly value: string;
}

/** The press in a form that Slack has sent; null: it is something else, or none of ours. */
export function readPress(raw: Uint8Array): Press | null {
  const payload = new URLSearchParams(Buffer.from(raw).toString("utf8")).get("payload");
  const read = blockActions.safeParse(parse(payload ?? ""));
  const [action] = read.data?.actions ?? [];
  if (!read.success || !action?.value) return null;
  const { user, team, channel } = read.data;
  return {
    user: user.id,
    userTeam: user.team_id ?? null,
    team: team?.id ?? null,
    channel: channel?.id ?? null,
    action: action.action_id,
    at: action.action_ts,
    value: action.value,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
