import { z } from "zod";
import type { Ctx } from "../context.ts";
import { problemOf } from "./problem.ts";
import { findProvider } from "./provider.ts";
import { problems } from "./words.ts";

/** Whether one can sign in with the provider now; null: yes, or there is none. */
export const providerState = z.object({ problem: z.enum(problems).nullable() });

/** Anybody may ask; the provider is asked at most every few seconds. */
export async function readProviderState(ctx: Ctx): Promise<z.infer<typeof providerState>> {
  const oidc = ctx.config.signIn?.oidc;
  if (!oidc) return { problem: null };
  return findProvider(ctx, oidc).then(
    () => ({ problem: null }),
    (error: unknown) => ({ problem: problemOf(error).problem }),
  );
}
