import { z } from "zod";
import { type Permission, permissions } from "../access/permissions.ts";
import { presets } from "../access/roles.ts";
import { globMatches, isGlob } from "../text/glob.ts";
import { names, text } from "../sources/source-kind.ts";
import type { ConfiguredGrant } from "./config.ts";

const roleName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, { error: "must be lower-case letters, digits and dashes" });
const presetNames = Object.keys(presets) as [keyof typeof presets, ...(keyof typeof presets)[]];
const patterns = z.array(text).min(1).default(["*"]);
const email = "ana@example.com";

const role = names({
  like: z.enum(presetNames).optional().describe("A role of Redrive; whoever has yours may do all that it may."),
  may: z
    .array(z.enum(permissions))
    .default([])
    .meta({ description: "Permissions of the role, beside those of `like`.", examples: [["message.view", "message.discard"]] }),
});

const grant = names({
  role: text.meta({
    description: "A role of Redrive (viewer, responder, operator, lead, admin), or one of `roles`.",
    examples: ["responder"],
  }),
  people: z
    .array(text)
    .default([])
    .meta({ description: "E-mail addresses of accounts, or subjects of single sign-on.", examples: [[email]] }),
  groups: z
    .array(text)
    .default([])
    .meta({ description: "Groups as single sign-on or the proxy names them.", examples: [["payments-oncall"]] }),
  environments: patterns.meta({ description: "Environments where the grant holds; `*` stands for anything.", examples: [["production"]] }),
  sources: patterns.meta({ description: "Sources that it is for; `*` stands for anything.", examples: [["shop-eu"]] }),
  queues: patterns.meta({ description: "Queues that it is for; `*` stands for anything.", examples: [["payments.*"]] }),
});

export const accessSchema = names({
  roles: z.record(roleName, role).default({}).describe("Roles of your own, by name, beside those of Redrive."),
  grants: z
    .array(grant)
    .default([])
    .meta({
      description: "Who has which role, and where. Whom no grant names may do nothing.",
      examples: [[{ role: "responder", people: [email], queues: ["payments.*"] }]],
    }),
})
  .superRefine(({ roles, grants }, refuse) => {
    const known = [...Object.keys(presets), ...Object.keys(roles)];
    for (const name of Object.keys(roles))
      if (name in presets)
        refuse.addIssue({ code: "custom", path: ["roles", name], message: "is a role that Redrive has; choose another name" });
    for (const [n, { role: name, people, groups }] of grants.entries()) {
      if (!known.includes(name))
        refuse.addIssue({ code: "custom", path: ["grants", n, "role"], message: `must be a role: ${known.join(", ")}` });
      if (people.length + groups.length === 0)
        refuse.addIssue({ code: "custom", path: ["grants", n], message: "must name people or groups: it is given to nobody" });
    }
  })
  .prefault({})
  .describe("Roles, and who has them.");

/** The grants that hold in this environment, with what their roles may do spelt out. */
export function toGrants({ roles, grants }: z.output<typeof accessSchema>, environment: string): readonly ConfiguredGrant[] {
  return grants
    .filter(({ environments }) => holdsIn(environments, environment))
    .map(({ role: name, people, groups, sources, queues }) => ({
      grant: { role: name, permissions: permissionsOf(roles, name), sources, queues },
      people,
      groups,
    }));
}

function holdsIn(environments: readonly string[], environment: string): boolean {
  return environments.some((pattern) => globMatches(pattern, environment));
}

/**
 * Names in grants that no source has, by their place in the file. A file may hold grants of another environment, whose sources stand elsewhere; a pattern may be
 * for sources to come.
 */
export function findUnknownSources(
  { grants }: z.output<typeof accessSchema>,
  environment: string,
  known: readonly string[],
): readonly { readonly path: readonly (string | number)[]; readonly text: string }[] {
  const there = known.length === 0 ? "none is configured" : `there are ${known.join(", ")}`;
  return grants.flatMap(({ environments, sources }, nth) =>
    holdsIn(environments, environment)
      ? sources.flatMap((name, at) =>
          isGlob(name) || known.includes(name)
            ? []
            : [{ path: ["access", "grants", nth, "sources", at], text: `must name a source, or a pattern such as "*": ${there}` }],
        )
      : [],
  );
}

/** Each role by name, the presets among them. */
export function toRoles({ roles }: z.output<typeof accessSchema>) {
  return Object.fromEntries([...Object.keys(presets), ...Object.keys(roles)].map((name) => [name, permissionsOf(roles, name)]));
}

function permissionsOf(roles: z.output<typeof accessSchema>["roles"], name: string): readonly Permission[] {
  const own = roles[name];
  if (own) return [...new Set([...(own.like ? presets[own.like] : []), ...own.may])];
  return presets[name as keyof typeof presets];
}
