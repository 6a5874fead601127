import { isOffered } from "../../access/find-session.ts";
import { type Access, mayAct } from "../../access/grant.ts";
import type { Place } from "../../access/permissions.ts";
import { grantsOf, type GivenRole } from "../../access/person-grants.ts";
import type { Person } from "../../access/person.ts";
import type { Ctx } from "../../context.ts";
import type { PushKeys } from "./encrypt.ts";

/** A browser that may be told of an alert. */
export interface Device extends PushKeys {
  readonly id: number;
  readonly endpoint: string;
  /** The newest transition of the alert that it was told; null: none. */
  readonly told: number | null;
}

interface Row extends Device {
  readonly person: Person | null;
  readonly given: readonly GivenRole[];
}

/**
 * The devices of those who may see an alert now: people whose account works, who may sign in as they did, and who see all of its queues. `all`: how many
 * devices there are, of whomever.
 */
export async function findDevices(
  ctx: Pick<Ctx, "sql" | "config">,
  alertId: number,
): Promise<{ readonly all: number; readonly devices: readonly Device[] }> {
  const { sql, config } = ctx;
  const [alert] = await sql<{ places: readonly Place[] }[]>`select places from alerts where id = ${alertId}`;
  const rows = await sql<Row[]>`
    select s.id, s.endpoint, s.p256dh, s.auth, t.seq as told,
      case when p.id is not null then jsonb_build_object('way', p.way, 'subject', p.subject, 'email', p.email, 'name', p.name, 'groups', p.groups) end as person,
      coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'sources', g.sources, 'queues', g.queues) order by g.id) from given_roles g
        where g.person_id = p.id and (g.until is null or g.until > now())), '[]') as given
    from push_subscriptions s left join people p on p.id = s.person_id
      left join push_told t on t.subscription_id = s.id and t.alert_id = ${alertId}
    where p.disabled_at is null order by s.id`;
  const devices = rows.filter((row) => sees(config, row, alert?.places ?? []));
  return { all: rows.length, devices: devices.map(({ id, endpoint, p256dh, auth, told }) => ({ id, endpoint, p256dh, auth, told })) };
}

/** As `seenWithin` judges it: what is of no queue in particular is for those who see every queue. */
function sees({ signIn, access }: Ctx["config"], { person, given }: Row, places: readonly Place[]): boolean {
  if (!signIn) return person === null;
  if (!person || !isOffered(signIn, person)) return false;
  const may: Access = grantsOf(access, person, given);
  const [first, ...others] = places;
  return mayAct(may, "alert.view", "everywhere") || (first !== undefined && mayAct(may, "alert.view", [first, ...others]));
}
