import { isOffered } from "../../access/find-session.ts";
import { restsFrom } from "../../access/find-token.ts";
import { type Access, mayAct } from "../../access/grant.ts";
import type { Place } from "../../access/permissions.ts";
import { grantsOf, type GivenRole } from "../../access/person-grants.ts";
import type { Person } from "../../access/person.ts";
import type { Ctx } from "../../context.ts";
import { readNow } from "../../db/read-now.ts";
import { type Severity, severities } from "../rule.ts";
import type { PushKeys } from "./encrypt.ts";

/** A browser that may be told of an alert. */
export interface Device extends PushKeys {
  readonly id: number;
  readonly endpoint: string;
  /** The newest transition of the alert that it was told; null: none. */
  readonly told: number | null;
  /** The newest transition of the alert that it was told, or that was over when it was added; 0: none. */
  readonly heard: number;
  /** Of an alert that stands for many, those that its person may see; null: they may see the alert itself. */
  readonly part: Part | null;
}

export interface Part {
  /** How many fire that nobody has and nothing keeps quiet. */
  readonly n: number;
  /** The worst of them; null: there is none. */
  readonly severity: Severity | null;
}

interface Row extends Omit<Device, "part"> {
  readonly person: Person | null;
  readonly given: readonly GivenRole[];
}

/** Alerts that another one tells for, of the same queues. */
interface Members {
  readonly places: readonly Place[];
  readonly severity: Severity;
  readonly n: number;
}

/**
 * The devices of those who may see an alert now: people whose account works, who may sign in as they did, have done so within `restDays`, since their groups
 * are known as of then, and see all of its queues, or some of those that it stands for. `all`: how many devices there are, of whomever.
 */
export async function findDevices(
  ctx: Pick<Ctx, "sql" | "config" | "clock">,
  alertId: number,
): Promise<{ readonly all: number; readonly devices: readonly Device[] }> {
  const { sql, config } = ctx;
  const now = await readNow(ctx);
  const [[alert], members] = await Promise.all([
    sql<{ places: readonly Place[] }[]>`select places from alerts where id = ${alertId}`,
    sql<Members[]>`
      select places, severity, count(*)::int as n from alerts
      where grouped_in = ${alertId} and state in ('firing', 'recovering') and acked_at is null and muted_at is null and silence_id is null
        and inhibited_by is null and coalesce(snoozed_until <= ${now}, true)
      group by places, severity`,
  ]);
  const rows = await sql<Row[]>`
    select s.id, s.endpoint, s.p256dh, s.auth, t.seq as told,
      coalesce(t.seq, (select max(e.seq) from alert_transitions e where e.alert_id = ${alertId} and e.at <= s.created_at), 0) as heard,
      case when p.id is not null then jsonb_build_object('way', p.way, 'subject', p.subject, 'email', p.email, 'name', p.name, 'groups', p.groups) end as person,
      coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'sources', g.sources, 'queues', g.queues) order by g.id) from given_roles g
        where g.person_id = p.id and (g.until is null or g.until > ${now})), '[]') as given
    from push_subscriptions s left join people p on p.id = s.person_id
      left join push_told t on t.subscription_id = s.id and t.alert_id = ${alertId}
    where p.disabled_at is null and (p.id is null or p.way = 'account' or p.seen_at > ${restsFrom(now)}) order by s.id`;
  const devices = rows.flatMap((row) => {
    const { id, endpoint, p256dh, auth, told, heard } = row;
    const sees = sightOf(config, row);
    const seesAll = sees(alert?.places ?? []);
    const part = seesAll ? null : partOf(members.filter(({ places }) => sees(places)));
    // One that was told of a part hears when that is over.
    return seesAll || (part && (part.n > 0 || told !== null)) ? [{ id, endpoint, p256dh, auth, told, heard, part }] : [];
  });
  return { all: rows.length, devices };
}

/** As `seenWithin` judges it: what is of no queue in particular is for those who see every queue. */
function sightOf({ signIn, access }: Ctx["config"], { person, given }: Row): (places: readonly Place[]) => boolean {
  if (!signIn) return () => person === null;
  if (!person || !isOffered(signIn, person)) return () => false;
  const may: Access = grantsOf(access, person, given);
  if (mayAct(may, "alert.view", "everywhere")) return () => true;
  return ([first, ...others]) => first !== undefined && mayAct(may, "alert.view", [first, ...others]);
}

function partOf(members: readonly Members[]): Part {
  const worst = Math.max(...members.map(({ severity }) => severities.indexOf(severity)));
  return { n: members.reduce((sum, { n }) => sum + n, 0), severity: severities[worst] ?? null };
}
