import type { Category } from "./failure.ts";

interface Told {
  readonly category: Category;
  /** The code with its kind: "SQLSTATE 40P01". */
  readonly words: string;
}

type Codes = readonly (readonly [Category, RegExp])[];

/**
 * SQLSTATE: classes of ISO/IEC 9075 with PostgreSQL's own codes (appendix "PostgreSQL Error Codes"), and what ODBC and JDBC drivers add: only those
 * that exist, since seats and products are called 22A01 too. Class 42 and what else a change of the schema may mend is left out.
 */
const sqlStates: Codes = [
  ["conflict", /^(?:40(?:000|001|P01)|55P03)$/],
  ["timeout", /^(?:HYT0[01]|25P0[34])$/],
  ["connection", /^(?:08(?:00[0-7]|P01|S01)|53300|57P05)$/],
  ["unavailable", /^(?:57P0[1-3]|53[0124]00|25006|58030)$/],
  ["duplicate", /^23505$/],
  ["missing_data", /^(?:23503|02000|P0002)$/],
  ["validation", /^(?:23502|23514|22(?!000|012)(?:0[0-3][0-9A-HL-NSTWX]|P0[1-6]))$/],
  ["code_bug", /^22012$/],
  ["auth", /^(?:28(?:000|P01)|42501)$/],
];

/** MySQL and MariaDB error numbers (errmsg.h, mysqld_error.h). */
const mySql: Codes = [
  ["conflict", /^(?:1205|1213|1206|1614|3101|3572)$/],
  ["connection", /^(?:1040|1042|1043|1158|1159|1160|1161|1184|1203|1226|2002|2003|2005|2006|2012|2013|2055|4031)$/],
  ["unavailable", /^(?:1053|1290|1792|1836|1021|1037|1041)$/],
  ["timeout", /^(?:3024|1969)$/],
  ["duplicate", /^(?:1062|1586)$/],
  ["missing_data", /^(?:1216|1452)$/],
  ["validation", /^(?:1048|1264|1292|1364|1366|1406|3819)$/],
  ["auth", /^(?:1044|1045|1142|1143|1227)$/],
];

/** SQL Server and Azure SQL error numbers ("Database Engine events and errors"; the transient ones as SqlServerTransientExceptionDetector lists them). */
const sqlServer: Codes = [
  ["conflict", /^(?:1205|1222|3960|41301|41302|41305|41325)$/],
  ["throttled", /^(?:40501|10928|10929|49918|49919|49920)$/],
  ["unavailable", /^(?:40613|40197|40143|40540|4221|3906|976|978|983|701|8645|8651|9001|9002|1105)$/],
  ["connection", /^(?:10053|10054|10060|10061|11001|233|64|20|121)$/],
  ["timeout", /^-2$/],
  ["duplicate", /^26(?:01|27)$/],
  ["validation", /^(?:515|8152|2628|245|8114|8115)$/],
  ["auth", /^(?:18456|18452|229)$/],
];

/** Oracle ("Database Error Messages"). */
const oracle: Codes = [
  ["conflict", /^(?:00054|00060|08177|30006|00051)$/],
  [
    "connection",
    /^(?:00018|00020|03113|03114|03135|12170|12516|12518|12519|12520|12528|12537|12541|12543|12545|12547|12560|12571|17002|17008|17410|25408)$/,
  ],
  ["unavailable", /^(?:01033|01034|01089|01090|01092|12514|12526|12527|16000|16456|25402|01653|01654|04031)$/],
  ["duplicate", /^00001$/],
  ["missing_data", /^(?:01403|02291)$/],
  ["validation", /^(?:01400|01407|01438|01722|01830|01858|01861|02290|12899)$/],
  ["auth", /^(?:01017|01031|28000|28001)$/],
];

/** Prisma ("Error message reference"). */
const prisma: Codes = [
  ["conflict", /^P2034$/],
  ["timeout", /^P(?:1002|1008|2024)$/],
  ["connection", /^P(?:1001|1017|2037)$/],
  ["duplicate", /^P2002$/],
  ["missing_data", /^P(?:2001|2003|2015|2018|2025)$/],
  ["validation", /^P(?:2000|2005|2006|2007|2011|2012|2019|2020)$/],
  ["auth", /^P(?:1000|1010)$/],
];

/**
 * gRPC statuses as statuscodes.md of the gRPC core means them. FAILED_PRECONDITION waits for a repair that nobody names, UNIMPLEMENTED for a deployment,
 * and CANCELLED, UNKNOWN and DATA_LOSS decide nothing.
 */
const grpc: Codes = [
  ["unavailable", /^UNAVAILABLE$/],
  ["timeout", /^DEADLINEEXCEEDED$/],
  ["throttled", /^RESOURCEEXHAUSTED$/],
  ["conflict", /^ABORTED$/],
  ["validation", /^(?:INVALIDARGUMENT|OUTOFRANGE)$/],
  ["missing_data", /^NOTFOUND$/],
  ["duplicate", /^ALREADYEXISTS$/],
  ["auth", /^(?:PERMISSIONDENIED|UNAUTHENTICATED)$/],
  ["downstream_5xx", /^INTERNAL$/],
];

/** A marked code: what stands before or around it says that it is one. A bare number never is. */
interface Mark {
  readonly kind: string;
  readonly codes: Codes;
  readonly found: RegExp;
  /** Only where type and text are about this. */
  readonly about?: RegExp;
}

const sqlTalk = /sql|postgres|psycopg|\bpg\b|\bpq:|\bPG|severity|\bERROR:/i;
/** A property of an error; the code of a product, a gate or a voucher has its name before it. */
const code = String.raw`(?:(?<!\w ?)|\b(?:error|with|sql|database) )(?:pg)?code["']?[:=] ?["']?`;
const grpcNames =
  "UNAVAILABLE|DEADLINE_EXCEEDED|RESOURCE_EXHAUSTED|ABORTED|INVALID_ARGUMENT|OUT_OF_RANGE|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|UNAUTHENTICATED|INTERNAL";

const marks: readonly Mark[] = [
  { kind: "SQLSTATE", codes: sqlStates, found: /\bsql[ -]?state["']?[ :=[(]{0,3}["']?([0-9A-Z]{5})\b/i },
  { kind: "SQLSTATE", codes: sqlStates, found: /\bError \d{4} \(([0-9A-Z]{5})\)/i },
  { kind: "SQLSTATE", codes: sqlStates, found: /^(?:ERROR:? )?(\d{2}(?=[0-9A-Z]{0,2}[A-Z])[0-9A-Z]{3}): / },
  { kind: "SQLSTATE", codes: sqlStates, found: /^(?:ERROR:? )?([0-9A-Z]{5}): /, about: sqlTalk },
  { kind: "SQLSTATE", codes: sqlStates, found: /^ERROR (\d[0-9A-Z]{4}) \([a-z_]{3,60}\)/ },
  { kind: "SQLSTATE", codes: sqlStates, found: /\((\d{2}(?=[0-9A-Z]{0,2}[A-Z])[0-9A-Z]{3})\)/, about: sqlTalk },
  { kind: "SQLSTATE", codes: sqlStates, found: /\((\d[0-9A-Z]{4})\)\s*$/, about: /\bpq:|pq\.Error/ },
  { kind: "SQLSTATE", codes: sqlStates, found: new RegExp(String.raw`${code}(\d{2}(?=[0-9A-Z]{0,2}[A-Z])[0-9A-Z]{3})\b`, "i") },
  { kind: "SQLSTATE", codes: sqlStates, found: new RegExp(String.raw`${code}(\d[0-9A-Z]{4})\b`, "i"), about: sqlTalk },
  { kind: "SQL Server error", codes: sqlServer, found: /\bError Number:(-?\d{1,5}),State:\d/ },
  {
    kind: "SQL Server error",
    codes: sqlServer,
    found: /\b(?:Error Number|ErrorNumber|Number)["']?[ :=]{1,3}(-?\d{1,5})\b/,
    about: /SqlException|SqlClient|SQL Server|mssql/i,
  },
  { kind: "SQL Server error", codes: sqlServer, found: /\bMsg (\d{2,5}), Level \d/ },
  { kind: "SQL Server error", codes: sqlServer, found: /\[SQL Server\].{0,400}\((\d{2,5})\)/ },
  {
    kind: "SQL Server error",
    codes: sqlServer,
    found: /\b(?:error code|SQL Error)[ :=[]{1,3}(-?\d{2,5})\b/i,
    about: /sqlserver|SQL Server|\bmssql/i,
  },
  { kind: "MySQL error", codes: mySql, found: /\berrno["']?[ :=]{1,3}["']?(\d{4})\b/i },
  { kind: "MySQL error", codes: mySql, found: /\bERROR (\d{4}) \(\w{5}\)/i },
  { kind: "MySQL error", codes: mySql, found: /\((\d{4}), ["']/, about: /mysql|mariadb|OperationalError|IntegrityError|DataError/i },
  { kind: "MySQL error", codes: mySql, found: /^(\d{4})(?: \(\w{5}\))?: /, about: /mysql|mariadb/i },
  { kind: "MySQL error", codes: mySql, found: /\b(?:error code|SQL Error|Number)["']?[ :=[]{1,3}["']?(\d{4})\b/i, about: /mysql|mariadb/i },
  { kind: "Oracle error", codes: oracle, found: /\bORA-(\d{5})\b/ },
  { kind: "Prisma code", codes: prisma, found: /\b(P\d{4})\b/, about: /Prisma/ },
  { kind: "gRPC status", codes: grpc, found: /\brpc error: code = (\w{2,20})/ },
  { kind: "gRPC status", codes: grpc, found: /\bStatus(?:Code)?\(StatusCode="?(\w{2,20})/ },
  { kind: "gRPC status", codes: grpc, found: /\bStatusCode\.([A-Z_]{2,20})\b/ },
  { kind: "gRPC status", codes: grpc, found: /^status: (\w{2,20}), message: / },
  { kind: "gRPC status", codes: grpc, found: new RegExp(`^\\d{1,2} (${grpcNames}): `) },
  { kind: "gRPC status", codes: grpc, found: new RegExp(`^(${grpcNames})(?=: |$)`), about: /grpc|StatusRuntimeException|StatusException/i },
];

/** A limit of the client's or server's own, which asking later does not move. */
const tooLarge = /larger than (?:the )?(?:max|configured)|exceeds (?:the )?max(?:imum)?\b/i;

/** What a code that the text marks as one decides; null: there is none, or it decides nothing. Linear in the text. */
export function readCode(type: string | null, text: string): Told | null {
  for (const { kind, codes, found, about } of marks) {
    const code = found.exec(text)?.[1];
    if (!code || (about && !about.test(type ?? "") && !about.test(text))) continue;
    const plain = kind === "gRPC status" ? code.replaceAll("_", "").toUpperCase() : code.toUpperCase();
    const category = codes.find(([, known]) => known.test(plain))?.[0];
    if (category && !(category === "throttled" && tooLarge.test(text))) return { category, words: `${kind} ${code}` };
  }
  return null;
}

const property =
  /^ *(?:\[?(?:code|errno|sqlState|SqlState|sqlstate|pgcode)\]?['"]?[:=] ?['"]?\w{4,40}['"]?,?|Error Number:-?\d{1,5},State:\d{1,3},Class:\d{1,2}) *$/gm;
const mostProperties = 8;

/** Codes that runtimes print below a trace, as properties of the error: "code: '40P01'", "Error Number:1205,State:51,Class:13". null: none. */
export function dumpedCodes(stack: string): string | null {
  return (
    stack
      .match(property)
      ?.slice(0, mostProperties)
      .map((line) => line.trim())
      .join("\n") ?? null
  );
}
