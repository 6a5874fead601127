import type { ApplicationSpec, Engine } from "./application.ts";
import { openMysql } from "./engines/mysql.ts";
import { openPostgres, postgresDialect } from "./engines/postgres.ts";
import { openEvidence } from "./evidence/open.ts";
import { Outbound } from "../outbound/outbound.ts";
import { serviceRule } from "../outbound/rule.ts";
import type { Sql } from "../db/client.ts";
import { noteAnswer } from "./note-reading.ts";
import { ApplicationError, type Applications, type Evidence, type ShopDatabase } from "./port.ts";
import { rememberAnswer } from "./remember-answer.ts";
import { restBetween } from "./rest.ts";

const opens: Record<Engine, (url: string) => ShopDatabase> = { postgres: openPostgres, mysql: openMysql };

const nowhere: ShopDatabase = noDatabase(new ApplicationError("denied", "redrive.yaml names no database of it."));

/**
 * An open port for each configured application; none connects before it is asked. `allow`: of `outbound` in redrive.yaml. `sql`: where answers of evidence
 * are noted; left out: nowhere.
 */
export function openApplications(specs: readonly ApplicationSpec[], allow: readonly string[] = [], sql?: Sql): Applications {
  const outbound = new Outbound(serviceRule(allow));
  const all = specs.map((spec) => ({
    spec,
    database: spec.databaseUrl === null ? nowhere : openDatabase(spec.engine, spec.databaseUrl),
    evidence: spec.evidence ? openNoted(spec.name, openEvidence(spec.evidence, outbound), sql) : null,
  }));
  return {
    all,
    close: async () => {
      await Promise.all(all.map(({ database }) => database.close()));
      outbound.close();
    },
  };
}

function openNoted(name: string, evidence: Evidence, sql: Sql | undefined): Evidence {
  return sql ? rememberAnswer(evidence, async (why) => noteAnswer(sql, name, why)) : evidence;
}

function openDatabase(engine: Engine, url: string): ShopDatabase {
  return restBetween(opens[engine](url));
}

function noDatabase(error: ApplicationError): ShopDatabase {
  const refuse = () => Promise.reject(error);
  return { dialect: postgresDialect, catalogue: refuse, read: refuse, write: refuse, close: async () => {} };
}
