import { z } from "zod";
import { reason, smallId, storable } from "../text/input.ts";

/** The fewest characters of a password. */
export const shortestPassword = 12;
const longestPassword = 200;

export const email = storable(
  z
    .string()
    .trim()
    .max(254)
    .regex(/^[^\s@]+@[^\s@]+$/, "An e-mail address has the form name@example.com."),
);
const name = storable(z.string().trim().min(1, "A name is needed.").max(100, "A name may have up to 100 characters."));

/** The password of a sign-in: whatever it is, it is only compared. */
const tried = storable(z.string().min(1, "Type your password.").max(1_000, `A password has up to ${longestPassword} characters.`));

export const signInInput = z.object({ email, password: tried });
export type SignInInput = z.infer<typeof signInInput>;

const newPassword = storable(
  z
    .string()
    .min(shortestPassword, `A password has at least ${shortestPassword} characters.`)
    .max(longestPassword, `A password has up to ${longestPassword} characters.`),
);
const secret = z.string().max(100);

export const linkInput = z.object({ secret });
export const setUpInput = z.object({ secret, email, name, password: newPassword });
export type SetUpInput = z.infer<typeof setUpInput>;
export const setPasswordInput = z.object({ secret, password: newPassword });
export type SetPasswordInput = z.infer<typeof setPasswordInput>;

/** Names of sources or queues; `*` stands for anything. */
const patterns = z
  .array(storable(z.string().trim().min(1).max(250)))
  .min(1)
  .max(50);
const role = storable(z.string().max(100));

export const personInput = z.object({ id: smallId });
export const personAct = z.object({ id: smallId, reason });
export type PersonAct = z.infer<typeof personAct>;
export const inviteInput = z.object({ email, name });
export type InviteInput = z.infer<typeof inviteInput>;
export const giveRoleInput = z.object({ id: smallId, role, sources: patterns, queues: patterns, reason });
export type GiveRoleInput = z.infer<typeof giveRoleInput>;
/** One session of a person, or all of them. */
export const revokeInput = z.object({ id: smallId, session: smallId.nullable(), reason });
/** One of one's own sessions, or all others. */
export const revokeOwnInput = z.object({ session: smallId.nullable() });

/** Days until a token expires. */
export const tokenDays = [30, 90, 365] as const;
export const makeTokenInput = z.object({
  name,
  role,
  sources: patterns,
  queues: patterns,
  days: z.union(tokenDays.map((days) => z.literal(days))),
});
export type MakeTokenInput = z.infer<typeof makeTokenInput>;
export const tokenAct = z.object({ id: smallId, reason });
export type TokenAct = z.infer<typeof tokenAct>;
