import { z } from "zod";
import { findNamed } from "../../access/find-named.ts";
import type { Principal } from "../../access/principal.ts";
import type { Ctx } from "../../context.ts";
import type { SlackConfig } from "../channels/slack.ts";
import type { SlackApi } from "../channels/slack-api.ts";
import type { Press } from "./payload.ts";

/** Of users.info what we read. `is_stranger`: somebody of another workspace, whose administrators choose the e-mail address. */
const slackUser = z.object({
  team_id: z.string().optional(),
  deleted: z.boolean().optional(),
  is_bot: z.boolean().optional(),
  is_stranger: z.boolean().optional(),
  is_email_confirmed: z.boolean().optional(),
  profile: z.object({ email: z.string().optional() }).optional(),
});

/**
 * Who pressed a button: by `people` of the channel in redrive.yaml, or by the e-mail address that Slack knows of a member of the app's own workspace. null:
 * nobody whom Redrive knows. Rejects never for what Slack does.
 */
export async function findPresser(
  ctx: Ctx,
  {
    config,
    api,
    press,
    signal,
  }: { readonly config: SlackConfig; readonly api: SlackApi; readonly press: Press; readonly signal: AbortSignal },
): Promise<Principal | null> {
  const named = Object.hasOwn(config.people, press.user) ? config.people[press.user] : undefined;
  if (named !== undefined) {
    // A console without sign-in knows no people: whoever configured it says who is whom.
    if (!ctx.config.signIn) return { kind: "person", subject: `slack:${press.user}`, name: named, may: "everything" };
    return findNamed(ctx, named);
  }
  if (!ctx.config.signIn || press.team === null || (press.userTeam ?? press.team) !== press.team) return null;
  const told = await api.call("users.info", { user: press.user }, signal);
  const email = told.ok ? emailIn(told.body["user"], press.team) : null;
  return email === null ? null : findNamed(ctx, email);
}

/** The e-mail address of a member of this workspace, for which the workspace stands; null: none, or somebody else. */
function emailIn(user: unknown, ofTeam: string): string | null {
  const { success, data } = slackUser.safeParse(user);
  if (!success) return null;
  const isOurs = !data.deleted && !data.is_bot && !data.is_stranger && data.is_email_confirmed !== false;
  return isOurs && (data.team_id ?? ofTeam) === ofTeam ? (data.profile?.email ?? null) : null;
}
