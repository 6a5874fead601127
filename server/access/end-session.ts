import type { Ctx } from "../context.ts";
import { announce } from "../live/announce.ts";
import { writeEvent } from "./act.ts";
import { cookieOf, setCookie } from "./cookies.ts";
import { principalId } from "./remember-principal.ts";
import type { Asker } from "./asker.ts";

/** Signs out: ends the session that asks, in every process. Answers the `set-cookie` headers that take the cookie away, also where there is no session. */
export async function endSession(ctx: Ctx & Pick<Asker, "credential">): Promise<readonly string[]> {
  const { credential } = ctx;
  if (credential?.kind === "session") {
    const as = await principalId(ctx);
    await ctx.sql.begin(async (tx) => {
      const ended = await tx`delete from sessions where id = ${credential.id}`;
      if (ended.count === 0) return;
      await writeEvent(ctx, tx, { as, event: "session.end", subject: `person ${credential.personId}`, data: { act: "sign out" } });
      await announce(tx, ["people"]);
    });
  }
  return [setCookie(cookieOf("session", ctx.config.http), "", 0)];
}
