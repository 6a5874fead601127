import { configuredGrants, type GivenRole } from "../access/person-grants.ts";
import { restsFrom } from "../access/find-token.ts";
import type { Place } from "../access/permissions.ts";
import type { Person } from "../access/person.ts";
import type { Asker } from "../access/asker.ts";
import { seenIn, visibleQueues } from "../access/visible.ts";
import type { Ctx } from "../context.ts";
import { answerPeople } from "./answer.ts";
import { liveSessions, type SessionRow } from "./live-sessions.ts";
import type { PeopleView, PersonView } from "./output.ts";

const most = 1_000;
/** Of more queues nobody is told which of them a pattern matches. */
const mostPlaces = 2_000;

interface PersonRow extends Person {
  readonly id: number;
  readonly complete: boolean;
  readonly disabled: boolean;
  readonly seenAt: Date | null;
  readonly given: readonly (GivenRole & { readonly id: number; readonly by: string | null })[];
  readonly sessions: readonly SessionRow[];
}

/** Everybody who may sign in or has, with what they may by redrive.yaml and by the console, their sessions, and all tokens that have not expired. */
export async function listPeople(ctx: Ctx & Pick<Asker, "credential">): Promise<PeopleView> {
  const { sql, config } = ctx;
  const visible = await visibleQueues(ctx, "queue.view");
  const [rows, tokens, places] = await Promise.all([
    sql<PersonRow[]>`
      select p.id, p.way, p.subject, p.email, p.name, p.groups, p.way <> 'account' or p.password is not null as complete,
        p.disabled_at is not null as disabled, p.seen_at as "seenAt", coalesce((
          select jsonb_agg(jsonb_build_object('id', g.id, 'role', g.role, 'sources', g.sources, 'queues', g.queues, 'by', b.name) order by g.id)
          from given_roles g left join principals b on b.id = g.given_by
          where g.person_id = p.id and (g.until is null or g.until > ${ctx.clock()})), '[]') as given,
        ${liveSessions(ctx, sql`p.id`)} as sessions
      from people p order by lower(p.name), p.id limit ${most}`,
    sql<PeopleView["tokens"][number][]>`
      select t.id, t.shown, t.name, t.role, t.sources, t.queues, t.person_id as "personId", p.name as by, t.created_at as "createdAt",
        t.expires_at as "expiresAt", t.used_at as "usedAt", t.used_from as "usedFrom",
        p.way <> 'account' and coalesce(p.seen_at <= ${restsFrom(ctx.clock())}, true) as rests
      from api_tokens t join people p on p.id = t.person_id where t.expires_at > ${ctx.clock()} order by t.expires_at, t.id limit ${most}`,
    sql<
      Place[]
    >`select source, name as queue from queues where watched ${seenIn(sql, visible, sql`id`)} order by source, name limit ${mostPlaces + 1}`,
  ]);
  const people = rows.map((row) => viewOf(ctx, row));
  const roles = Object.entries(config.access.roles).map(([name, may]) => ({ name, permissions: may }));
  return {
    answer: answerPeople({ people, tokens, access: config.access }),
    people,
    tokens,
    roles,
    places: places.length > mostPlaces ? null : places,
  };
}

function viewOf({ config, credential }: Ctx & Pick<Asker, "credential">, row: PersonRow): PersonView {
  const { id, way, name, email, groups, seenAt } = row;
  const configured = configuredGrants(config.access, row).map(({ role, sources, queues }) => ({
    role,
    sources,
    queues,
    id: null,
    by: null,
    known: true,
  }));
  return {
    id,
    way,
    name,
    email,
    groups,
    seenAt,
    state: row.disabled ? "disabled" : row.complete ? "active" : "invited",
    roles: [...configured, ...row.given.map((given) => ({ ...given, known: Object.hasOwn(config.access.roles, given.role) }))],
    sessions: row.sessions.map((session) => ({ ...session, current: credential?.kind === "session" && credential.id === session.id })),
  };
}
