import { z } from "zod";
import { place } from "../access/output.ts";
import { permissions } from "../access/permissions.ts";
import { personWays } from "../access/person.ts";
import { shown } from "../text/output.ts";

const scoped = { role: shown, sources: z.array(shown).readonly(), queues: z.array(shown).readonly() };

export const session = z.object({
  id: z.number(),
  /** "Firefox on Linux"; null: not known. */
  agent: z.string().nullable(),
  address: z.string().nullable(),
  createdAt: z.string(),
  seenAt: z.string(),
  /** The one that asks. */
  current: z.boolean(),
});

/** Who asks. */
export const me = z.object({
  /** False: nobody signs in here, and whoever reaches the console may do everything. */
  signsIn: z.boolean(),
  /** null: nobody in particular. */
  personId: z.number().nullable(),
  kind: z.enum(["person", "token", "system"]),
  name: shown,
  email: shown.nullable(),
  may: z.object({ viewPeople: z.boolean(), managePeople: z.boolean(), makeTokens: z.boolean() }),
  /** One's own, the newest first. */
  sessions: z.array(session).readonly(),
});
export type Me = Readonly<z.infer<typeof me>>;

/** How one may sign in here. */
export const ways = z.object({
  accounts: z.boolean(),
  /** What the button of single sign-on says; null: there is none. */
  oidc: z.string().nullable(),
  /** The proxy in front signs people in. */
  proxy: z.boolean(),
  /** Hours that a session lasts. */
  hours: z.number(),
  /** No account has been made yet, so that nobody signs in with one. */
  unset: z.boolean(),
});
export type Ways = Readonly<z.infer<typeof ways>>;

export const role = z.object({
  ...scoped,
  /** To take it away; null: redrive.yaml gives it. */
  id: z.number().nullable(),
  /** Who gave it; null: redrive.yaml. */
  by: shown.nullable(),
  /** False: redrive.yaml has the role no more, so that it gives nothing. */
  known: z.boolean(),
});

export const person = z.object({
  id: z.number(),
  way: z.enum(personWays),
  name: shown,
  email: shown.nullable(),
  groups: z.array(shown).readonly(),
  /** "invited": an account without a password. */
  state: z.enum(["active", "invited", "disabled"]),
  seenAt: z.date().nullable(),
  roles: z.array(role).readonly(),
  sessions: z.array(session).readonly(),
});
export type PersonView = Readonly<z.infer<typeof person>>;

export const token = z.object({
  id: z.number(),
  /** How it begins. */
  shown: z.string(),
  name: shown,
  ...scoped,
  personId: z.number(),
  by: shown,
  createdAt: z.date(),
  expiresAt: z.date(),
  usedAt: z.date().nullable(),
  usedFrom: z.string().nullable(),
  /** It does not work until its maker signs in again (`restDays`). */
  rests: z.boolean(),
});

export const peopleView = z.object({
  answer: z.object({ title: z.string(), sub: z.string() }),
  people: z.array(person).readonly(),
  tokens: z.array(token).readonly(),
  /** All roles, with what each may. */
  roles: z.array(z.object({ name: shown, permissions: z.array(z.enum(permissions)).readonly() })).readonly(),
  /** The watched queues that who asks sees, so that patterns can be tried; null: too many. */
  places: z.array(place).readonly().nullable(),
});
export type PeopleView = Readonly<z.infer<typeof peopleView>>;

/** The link stands in no other answer. */
export const invited = z.object({ id: z.number(), link: z.string(), until: z.date() });
export type Invited = Readonly<z.infer<typeof invited>>;

/** The token stands in no other answer. */
export const madeToken = z.object({ id: z.number(), token: z.string(), expiresAt: z.date() });
export type MadeToken = Readonly<z.infer<typeof madeToken>>;
