import { expect, it } from "vitest";
import { categorize } from "./category.ts";
import type { Category } from "./failure.ts";

/** What frameworks, drivers, clients and runtimes say, as they say it; "Type @ text" where the type belongs to it. */
const texts: Readonly<Partial<Record<Category, string>>> = {
  connection: `
    I/O error on GET request for "http://rates": Unexpected end of file from server
    javax.net.ssl.SSLHandshakeException @ Remote host terminated the handshake
    OperationalError @ SSL SYSCALL error: EOF detected
    pgbouncer cannot connect to server
    no more connections allowed (max_client_conn)
    Can't connect to MySQL server on 'db' (111)
    MongoNetworkError @ connection 5 to 10.0.0.1:27017 closed
    Connection pool for 10.0.0.1:27017 was cleared because another operation failed
    Socket closed unexpectedly
    Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option
    Local: Broker transport failure
    upstream connect error or disconnect/reset before headers. reset reason: connection failure
    No connection could be made because the target machine actively refused it.
    The remote name could not be resolved: 'rates'
    Npgsql.NpgsqlException @ Exception while reading from stream
    The connection pool has been exhausted, either raise 'Max Pool Size' or 'Timeout'
    Client network socket disconnected before secure TLS connection was established
    Error @ aborted
    TypeError @ terminated
    php_network_getaddresses: getaddrinfo failed: Name does not resolve
    Unable to acquire JDBC Connection
    An I/O error occurred while sending to the backend.
    The circuit is now open and is not allowing calls.
    CircuitBreaker 'rates' is OPEN and does not permit further calls
    Post "http://rates/": EOF
    MySQL server has gone away
    server closed the connection unexpectedly
    [Errno 104] Connection reset by peer
    cURL error 7: Failed to connect to rates port 443
    A network-related or instance-specific error occurred while establishing a connection to SQL Server.
    FATAL: remaining connection slots are reserved for non-replication superuser connections
  `,
  timeout: `
    HikariPool-1 - Connection is not available, request timed out after 30000ms.
    Cannot get a connection, pool error Timeout waiting for idle object
    QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00
    Knex: Timeout acquiring a connection. The pool is probably full.
    timeout exceeded when trying to connect
    Query read timeout
    Maximum execution time of 30 seconds exceeded
    ERROR: query_wait_timeout
    cURL error 28: Operation timed out after 5000 milliseconds
    net/http: TLS handshake timeout
    The operation has timed out.
    Execution Timeout Expired.  The timeout period elapsed prior to completion of the operation
    operation exceeded time limit
  `,
  conflict: `
    database is locked
    Deadlock found when trying to get lock; try restarting transaction
    ERROR: could not obtain lock on row in relation "orders"
    The operation was unable to achieve a quorum during its retry window.
    Failed to acquire lock orders:5
    Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect)
    Snapshot isolation transaction aborted due to update conflict
    restart transaction: TransactionRetryWithProtoRefreshError
  `,
  unavailable: `
    FATAL: the database system is in recovery mode
    no healthy upstream
    ReplyError @ LOADING Redis is loading the dataset in memory
    READONLY You can't write against a read only replica.
    CLUSTERDOWN The cluster is down
    Broker: Not leader for partition
    node is recovering
    cannot schedule new futures after interpreter shutdown
    ORA-01033: ORACLE initialization or shutdown in progress
    The MySQL server is running with the --read-only option so it cannot execute this statement
    Worker received SIGTERM
    org.springframework.context.support.GenericApplicationContext@1 has been closed already
  `,
  throttled: `
    Request rate is large
    RateLimiter 'rates' does not permit further calls
    Bulkhead 'rates' is full and does not permit further calls
    429 Client Error: Too Many Requests for url: https://rates/
    Response status code does not indicate success: TooManyRequests (429); Substatus: 3200
    ThrottlingException: Rate exceeded
  `,
  auth: `
    Unable to locate credentials
    The security token included in the request is expired
    401 Client Error: Unauthorized for url: https://rates/
    [401 Unauthorized] during [GET] to [http://rates]
    WRONGPASS invalid username-password pair or user is disabled.
  `,
  downstream_5xx: `
    503 Server Error: Service Unavailable for url: https://rates/
    Server error '500 Internal Server Error' for url 'https://rates/'
    [503 Service Unavailable] during [GET] to [http://rates]
    [502] during [GET] to [http://rates]
    unexpected status code 503
    the server responded with status 503
    Response status code does not indicate success: 503 (Service Unavailable).
    We encountered an internal error. Please try again.
  `,
  missing_data: `
    404 Client Error: Not Found for url: https://rates/
    [404] during [GET] to [http://rates]
    Response status code does not indicate success: NotFound (404); Substatus: 0
    insert or update on table "lines" violates foreign key constraint "lines_order_fkey"
    FOREIGN KEY constraint failed
  `,
  deserialization: `
    json: unknown field "totl"
    missing field \`total\` at line 1 column 20
    expected value at line 1 column 1
    invalid type: string "x", expected u32 at line 1 column 9
    proto: cannot parse invalid wire-format data
    Malformed data. Length is negative: -62
    The JSON value could not be converted to System.Int32. Path: $.total
    Field 'total' is required for type with serial name 'shop.Order', but it was missing
  `,
  validation: `
    1 validation error for Order
    'total' is a required property
    strconv.Atoi: parsing "x": invalid syntax
    parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse
    ERROR: invalid input syntax for type integer: "x"
    ERROR: value too long for type character varying(10)
    NOT NULL constraint failed: orders.total
    Broker: Message size too large
    422 Client Error: Unprocessable Entity for url: https://rates/
  `,
  code_bug: `
    Cannot set properties of undefined (setting 'total')
    called \`Option::unwrap()\` on a \`None\` value
    index out of bounds: the len is 3 but the index is 3
    assignment to entry in nil map
    ErrorException @ Undefined array key "total"
    Error @ Call to a member function cents() on null
  `,
  duplicate: `
    SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry '5' for key 'PRIMARY'
    UNIQUE constraint failed: orders.id
    E11000 duplicate key error collection: shop.orders
    Cannot insert duplicate key row in object 'dbo.Orders' with unique index 'IX'.
    Unique index or primary key violation: "PUBLIC.ORDERS_ID"
  `,
  unknown: `
    context canceled
    A task was canceled.
    This operation was aborted
    PKIX path validation failed: java.security.cert.CertPathValidatorException: timestamp check failed
    certificate validation failed
    currency could not be converted to EUR
    Worker exited prematurely: signal 9 (SIGKILL) Job: 1.
    unexpected EOF
    ERROR: relation "orders" does not exist
    ERROR: current transaction is aborted, commands ignored until end of transaction block
    Invoice 503 is closed
    room 404 is not free
    the customer is locked
    code 1205 was scanned
  `,
};

const rows = Object.entries(texts).flatMap(([category, lines]) =>
  lines
    .trim()
    .split(/\n\s*/)
    .map((line) => [category, line] as const),
);

it.each(rows)("%s: %s", (category, line) => {
  const [type, text] = line.includes(" @ ") ? line.split(" @ ", 2) : [null, line];
  const { category: found, because } = categorize(
    { errors: [{ type: type ?? null, text: text ?? null, stack: null }], reason: null, bytes: () => null },
    [],
  );
  expect(found, because).toBe(category);
});
