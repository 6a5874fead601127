import { describe, expect, it } from "vitest";
import { categorize, verdictOf } from "./category.ts";
import type { Category } from "./failure.ts";
import { cpuMs } from "../testing/cpu-ms.ts";

const judge = (type: string | null, text: string | null, stack: string | null = null) =>
  categorize({ errors: [{ type, text, stack }], reason: null, bytes: () => null }, []);

const marked: readonly (readonly [Category, string | null, string])[] = [
  ["conflict", "Npgsql.PostgresException", "40001: не удалось сериализовать доступ из-за параллельного изменения"],
  ["conflict", null, "40P01: Deadlock entdeckt"],
  ["conflict", "PDOException", "SQLSTATE[40001]: échec de sérialisation"],
  ["conflict", "*pgconn.PgError", "FEHLER: Verklemmung (SQLSTATE 40P01)"],
  ["conflict", "*pq.Error", "pq: konnte Zugriff nicht serialisieren (40001)"],
  ["conflict", "Postgrex.Error", "ERROR 40P01 (deadlock_detected) взаимоблокировка"],
  ["conflict", "org.springframework.jdbc.UncategorizedSQLException", "SQL state [40P01]; error code [0]"],
  ["conflict", "*mysql.MySQLError", "Error 1213 (40001): bei Sperre"],
  ["conflict", "sqlalchemy.exc.OperationalError", "(pymysql.err.OperationalError) (1205, 'Превышено время ожидания')"],
  ["conflict", "Error", "Sperre; errno: 1213"],
  ["conflict", "Microsoft.Data.SqlClient.SqlException", "Deadlocksituation\nError Number:1205,State:51,Class:13"],
  ["conflict", null, "Msg 1205, Level 13, State 51"],
  ["conflict", null, "ORA-00060: Deadlock beim Warten auf Ressource festgestellt"],
  ["conflict", null, "ORA-08177: Zugriff kann nicht serialisiert werden"],
  ["conflict", "PrismaClientKnownRequestError", "P2034"],
  ["conflict", "io.grpc.StatusRuntimeException", "ABORTED: too much contention"],
  ["unavailable", "Npgsql.PostgresException", "57P01: завершение подключения по команде администратора"],
  ["unavailable", "Npgsql.PostgresException", "57P03: das Datenbanksystem startet"],
  ["unavailable", null, "ORA-12514: TNS: Listener kennt Dienst nicht"],
  ["unavailable", null, "rpc error: code = Unavailable desc = transport is closing"],
  ["unavailable", "Error", "14 UNAVAILABLE: No connection established"],
  ["unavailable", "Grpc.Core.RpcException", 'Status(StatusCode="Unavailable", Detail="Error starting gRPC call.")'],
  ["unavailable", null, "<_InactiveRpcError of RPC that terminated with:\n\tstatus = StatusCode.UNAVAILABLE\n\tdetails = x"],
  ["unavailable", null, 'status: Unavailable, message: "tcp connect error"'],
  ["connection", null, "SqlState: 08006"],
  ["connection", "Npgsql.PostgresException", "53300: извините, уже слишком много клиентов"],
  ["connection", "pymysql.err.OperationalError", "(2013, 'Verbindung verloren')"],
  ["throttled", "io.grpc.StatusRuntimeException", "RESOURCE_EXHAUSTED: quota exceeded"],
  ["timeout", null, "rpc error: code = DeadlineExceeded desc = x"],
  ["validation", "io.grpc.StatusRuntimeException", "INVALID_ARGUMENT: total must be positive"],
  ["validation", null, "3 INVALID_ARGUMENT: total must be positive"],
  ["validation", "Npgsql.PostgresException", "23502: NULL-Wert in Spalte"],
  ["duplicate", null, "ОШИБКА: повторяющееся значение ключа (SQLSTATE 23505)"],
  ["missing_data", "Npgsql.PostgresException", "23503: Fremdschlüssel"],
  ["auth", null, "rpc error: code = PermissionDenied desc = no"],
  ["conflict", "PrismaClientKnownRequestError", "failed (code: P2034)"],
  ["validation", null, "query failed, error code: 22P02"],
  ["conflict", null, "{ code: '40P01' }"],
];

/** What a number of an order, a text of an application, or a status that decides nothing looks like. */
const unmarked: readonly (readonly [string | null, string])[] = [
  [null, "40001: no such order"],
  [null, "order (40001) has no lines"],
  [null, "code: 40001 for the zip field"],
  [null, "total 1205 exceeded"],
  ["Error", "error code: 1213 in line 4"],
  ["shop.OrderError", "(1213, 'x')"],
  [null, "customer 57014 moved"],
  [null, "P2034 is not on stock"],
  [null, "CANCELLED: the customer changed their mind"],
  [null, "NOT_FOUND in the mood"],
  ["io.grpc.StatusRuntimeException", "UNIMPLEMENTED: Method not found"],
  ["io.grpc.StatusRuntimeException", "FAILED_PRECONDITION: order is not open"],
  ["io.grpc.StatusRuntimeException", "CANCELLED: call already cancelled"],
  ["io.grpc.StatusRuntimeException", "RESOURCE_EXHAUSTED: gRPC message exceeds maximum size 4194304: 5000000"],
  [null, "ORA-00942: table or view does not exist"],
  [null, "Order Number: 1205, State: new"],
  [null, "order number 1205 state CANCELLED cannot be charged"],
  [null, "Order number: 1205, state: 3"],
  [null, "Voucher code: P1001 is not valid"],
  [null, "product code: P2000 is not on stock"],
  [null, "Seat (22A01) is taken"],
  [null, "part (08B12) is out of stock"],
  [null, "part (08P01) is out of stock"],
  [null, "22A01: seat is taken"],
  [null, "product code: 22P02 is not on stock"],
  [null, "Gate code: 08P01"],
  ["Error", "postal code: 28X11"],
];

describe("codes", () => {
  it.each(marked)("%s: %s %s", (category, type, text) => {
    expect(judge(type, text).category).toBe(category);
  });

  it.each(unmarked)("none: %s %s", (type, text) => {
    expect(judge(type, text).category).toBe("unknown");
  });

  it("are named as evidence", () => {
    expect(judge("Npgsql.PostgresException", "40P01: x").because).toBe("The text of the error carries SQLSTATE 40P01.");
  });

  it("are read below a trace, where runtimes print an error's properties", () => {
    const pg =
      "error: взаимоблокировка\n    at Parser.parse (/srv/node_modules/pg/parser.js:3:1) {\n  severity: 'ОШИБКА',\n  code: '40P01',\n}";
    expect(judge("error", "взаимоблокировка", pg)).toEqual({ category: "conflict", because: "Below its trace it carries SQLSTATE 40P01." });
    const net = "   at A.B.C(String x) in /a.cs:line 3\nClientConnectionId:0f\nError Number:1205,State:51,Class:13";
    expect(judge("Microsoft.Data.SqlClient.SqlException", "Deadlocksituation", net).category).toBe("conflict");
    expect(judge("Error", "read", "Error: read\n    at x (/a.js:1:2) {\n  errno: -104,\n  code: 'ECONNRESET',\n}").category).toBe(
      "connection",
    );
  });

  it("are linear in hostile text", () => {
    const hostile = [
      "SQLSTATE[",
      "errno ",
      "code: '",
      "[SQL Server] (",
      "Number:",
      "(Connection: a, ",
      "method [public ",
      "\n[SQL:",
      "Msg 1",
      "StatusCode.",
      "(40",
      "ApplicationContext ",
      "A.a.",
      " ",
    ];
    const took = cpuMs(() => {
      for (const part of hostile) judge("x", part.repeat(30_000), `${part.repeat(10_000)}\n${" \n".repeat(10_000)}`);
    });
    expect(took).toBeLessThan(1_000);
  });
});

describe("a status yields to words that say more", () => {
  it.each<readonly [Category, string, string]>([
    ["timeout", "HTTP 500", "2026-11-20 c3 Task timed out after 3.00 seconds"],
    ["throttled", "HTTP 400", "ThrottlingException: Rate exceeded"],
    ["conflict", "HTTP 500", "deadlock detected"],
    ["throttled", "com.amazonaws.services.s3.model.AmazonS3Exception", "(Service: Amazon S3; Status Code: 503; Error Code: SlowDown)"],
    ["connection", "TypeError", "fetch failed"],
    ["deserialization", "ValueError", "Expecting value: line 1 column 1 (char 0)"],
    [
      "deserialization",
      "org.apache.kafka.connect.errors.DataException",
      "Converting byte[] to Kafka Connect data failed due to serialization error: ",
    ],
  ])("%s: %s %s", (category, type, text) => {
    expect(judge(type, text).category).toBe(category);
  });

  it.each([
    ["HTTP 500", "boom", "downstream_5xx"],
    ["TypeError", "x.y is odd", "code_bug"],
    ["org.apache.kafka.connect.errors.DataException", "Field is missing", "validation"],
  ])("and is what is left: %s %s", (type, text, category) => {
    expect(judge(type, text).category).toBe(category);
  });

  it("but the poison that a 5xx names is in the answer, not in this message", () => {
    expect(verdictOf(judge("Error", 'Request failed with status code 500: {"exception":"java.lang.NullPointerException"}').category)).toBe(
      "transient",
    );
    expect(verdictOf(judge("feign.FeignException$InternalServerError", "[500] validation failed").category)).toBe("transient");
  });
});

describe("words are words", () => {
  it.each([
    ["sqlalchemy.exc.DBAPIError", "(x.Error) no\n[SQL: INSERT INTO notes (text) VALUES (%s)]\n[parameters: ('access denied',)]", "unknown"],
    ["Illuminate\\Database\\QueryException", "no (Connection: pgsql, SQL: insert into notes (text) values (timed out))", "unknown"],
    [null, "order status: 422", "unknown"],
    [null, "cannot ship an order with status 500", "unknown"],
    [null, "the call returned status 503", "downstream_5xx"],
    [null, "it was answered with a status of 404", "missing_data"],
    [null, "the gateway returned a status 502", "downstream_5xx"],
    [null, "bad status: 429", "throttled"],
    [null, '{"status":503}', "downstream_5xx"],
    ["Error", "upstream status=503", "downstream_5xx"],
    ["com.shop.PaymentAuthorizationDeclinedException", "insufficient funds", "unknown"],
    ["PaymentTokenExpiredException", null, "unknown"],
    ["ForbiddenItemException", null, "unknown"],
    ["org.springframework.web.client.HttpClientErrorException$Forbidden", null, "auth"],
    ["com.shop.DeliveryOutOfBoundsException", "address is out of zone", "unknown"],
    ["java.lang.ArrayIndexOutOfBoundsException", null, "code_bug"],
    ["com.shop.InvalidTimeoutException", "must be positive", "unknown"],
    ["CardAuthenticationError", "3-D Secure was not passed", "unknown"],
    ["org.apache.kafka.common.errors.SerializationException", "Error retrieving Avro value schema for id 3", "unknown"],
    ["org.apache.kafka.common.errors.SerializationException", "Error deserializing Avro message for id 3", "deserialization"],
    ["com.shop.InvoiceNotFound", null, "missing_data"],
    ["software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException", null, "missing_data"],
    [null, "getaddrinfo ENOTFOUND payments", "connection"],
    [null, "mail to enotfound@example.com is refused", "unknown"],
    [null, "com.shop.InvoiceNotFoundException: inv-1", "missing_data"],
    ["Error", "[type=es_rejected_execution_exception, reason=x]", "throttled"],
    [null, "handler OrderValidationService has no method", "unknown"],
    [null, "PaymentTimeoutPolicy returned false", "unknown"],
    [null, "interest rate exceeded 5 percent", "unknown"],
    [null, "product 5 is not currently available", "unknown"],
    [null, "the order has been closed already", "unknown"],
    [null, "phone number is not primary", "unknown"],
    [null, "JSON serialization failure of a report", "unknown"],
  ])("%s %s: %s", (type, text, category) => {
    expect(judge(type, text).category).toBe(category);
  });
});
