import type { Category } from "./failure.ts";
import { findsNames } from "./type-words.ts";

interface Rule {
  readonly category: Category;
  /** Of the words of the type's last name, see `findsNames`. */
  readonly names: RegExp;
  /** Of the text; only words that mean this and nothing else. */
  readonly texts?: RegExp;
  /** Codes in the text: whole words in their own case. */
  readonly codes?: RegExp;
}

/** Any of these patterns; line ends only part them. */
function anyOf(lines: string, flags = ""): RegExp {
  return new RegExp(lines.trim().split(/\n\s*/).join("|"), flags);
}

const phrases = (lines: string): RegExp => anyOf(lines, "i");

/** Types whose words mislead: generic ones, certificates and settings, what payments are authorized by, and a broker's own affairs that say nothing of the message. */
export const misleading = anyOf(String.raw`
  ^org\.apache\.kafka\.connect\.errors\.ConnectException$
  ^org\.apache\.kafka\.common\.errors\.(?:Invalid(?!Timestamp|Request)|OutOfOrder|DuplicateS)
  ^org\.hibernate\.exception\.ConstraintViolationException$
  ^(?:javax?\.)?(?:net|naming)\.(?:BindException|Invalid)
  ^javax?\.(?:security|crypto)\.
  ^java\.lang\.(?:InternalError|IllegalThreadState)
  ^jwt\.
  (?:Payment|Card|Credit|Debit|Purchase)\w{0,40}(?:Auth(?:ori[sz]|entic)ation|Token)
  (?:^|[.\\:])Invalid\w{0,40}Time(?:d|)[Oo]ut
  Authori[sz]ation(?:Declined|Expired|Hold|Capture|Reversal|Void)
  (?:Certificate|Cert|Jwt|Saml|License|Config|Configuration|Options)Validation
  \bs3\.model\.InvalidObjectState
  \bTimeoutStateError$
  \$NotImplemented$
`);

/** Texts of decoders that could not get the schema: of the message's bytes they say nothing (`AbstractKafkaAvroDeserializer` of Confluent and its like). */
export const withoutSchema = /^Error (?:retrieving|registering) .{0,80}\bschema\b/i;

/** Of the whole type, where its last name does not say it. */
export const byWholeType: readonly { readonly category: Category; readonly types: RegExp }[] = [
  { category: "validation", types: /^org\.springframework\.(?:validation\.BindException|web\.bind\.MethodArgumentNotValidException)$/ },
  { category: "validation", types: /^org\.apache\.kafka\.connect\.errors\.Schema\w+Exception$|^org\.hibernate\.exception\.DataException$/ },
  { category: "timeout", types: /^Timeout::\w+$/ },
];

/** First match wins: narrow before wide. Plain alternatives without nested repetition, so each is linear in the text. */
export const builtInRules: readonly Rule[] = [
  {
    category: "throttled",
    names: findsNames(`TooManyRequests TooManyRequest RateLimit RateLimited RateLimiter RateExceeded Throttling Throttled Throttle
      RequestNotPermitted BulkheadFull BulkheadRejected ThroughputExceeded RequestLimitExceeded ResourceLimitExceeded SlowDown
      EsRejectedExecution ResourceExhausted EnhanceYourCalm FloodWait`),
    texts: phrases(String.raw`
      rate limit exceeded|rate limit reached|request was throttled|requests? (?:have|has) been throttled|reduce your request rate
      too many requests|request rate is large|ratelimiter .{1,80} does not permit|bulkhead .{1,80} is full
    `),
    codes: /(?:^|: |\n)Rate exceeded\b/,
  },
  {
    category: "auth",
    names:
      findsNames(`Unauthorized Unauthorised Unauthenticated Forbidden$ ForbiddenException ForbiddenError AccessDenied Authentication Authorization NotAuthorized NoPermissions NoPermission AssumeRole
      InvalidToken ExpiredToken TokenExpired TokenValidation TokenRetrieval BadCredentials InvalidCredentials NoCredentials CredentialsNotFound
      PartialCredentials CredentialRetrieval InvalidClientTokenId InvalidAccessKeyId SignatureDoesNotMatch PermissionDenied
      InsufficientPrivilege InvalidAuthorizationSpecification ^PermissionError$ AuthError`),
    texts: phrases(String.raw`
      access denied|permission denied|authentication failed|invalid credentials|token (?:has )?expired|not authorized to perform
      password authentication failed|unable to (?:load|locate) credentials|could not load credentials
      security token included in the request
    `),
    codes: /\b(?:NOAUTH|WRONGPASS|NOPERM|EACCES)\b/,
  },
  {
    category: "conflict",
    names:
      findsNames(`Deadlock Deadlocked LockWait LockTimeout LockAcquisition CannotAcquireLock CouldNotObtainLock LockNotAvailable LockConflict
      LockingFailure OptimisticLock OptimisticLocking OptimisticConcurrency PessimisticLock ^SerializationFailure TRSerializationFailure CannotSerializeTransaction
      ConcurrencyFailure UpdateConcurrency ^ConcurrencyException$ StaleObject StaleState StaleData TransactionConflict TransactionInProgress
      TransactionRollback WriteConflict TransientTransaction ConcurrentTransactions ConcurrentUpdate VersionConflict ResourceConflict
      ResourceInUse PriorRequestNotComplete ^BusyException$ SnapshotConflict TransactionRetry`),
    texts: phrases(String.raw`
      \bdeadlock(?:ed)?\b (?:detected|victim|found|on lock)|deadlock victim|write conflict or a deadlock|could not serialize access
      snapshot isolation transaction aborted|lock wait timeout|lock request time ?out|lock could not be obtained
      could not obtain lock|timeout trying to lock|canceling statement due to (?:lock timeout|conflict with recovery)
      database (?:table |schema )?is locked|row was updated or deleted by another transaction|concurrent update in table
      write conflict|restart transaction|database may be already in use|could not acquire (?:the )?lock
      (?:unable|failed) to acquire (?:the )?lock|resource is locked|unable to achieve a quorum|please retry your transaction
    `),
    codes: /\b(?:SQLITE_BUSY|SQLITE_LOCKED|WriteConflict|TransientTransactionError|TransactionConflict|NoSuchTransaction)\b/,
  },
  {
    category: "deserialization",
    names:
      findsNames(`Deserialization Deserialize Deserializer Deserializing JsonParse JsonParsing JsonParser JsonProcessing JsonMapping JsonReader
      JsonEof JsonDecode JsonSyntax JsonEncoding ^JsonException MessageConversion MessageNotReadable MismatchedInput UnrecognizedProperty
      InvalidFormatException InvalidDefinitionException InvalidTypeId InvalidJson UnicodeDecode MalformedInput CharacterCoding InvalidProtocolBuffer AvroRuntime
      AvroType SchemaParse ^SerializationException PackSerialization ^ParserError$ ^DecodeError$ ^DecodingException$ SaxParse UnmarshalType
      Unmarshal UnmarshalException UnmappableCharacter`),
    texts: phrases(String.raw`
      cannot deserialize|could not deserialize|failed to deserialize|error deserializing|cannot construct instance of
      unrecognized field|failed to convert message content|JSON value could not be converted to|could not read json
      converting byte\[\] to kafka connect data failed|unexpected token .{0,40}(?:in JSON|is not valid JSON)|is not valid JSON
      unexpected end of JSON|JSON\.parse|JSON parse error|is an invalid start of a|Unknown magic byte|invalid UTF-8|cannot unmarshal
      invalid character .{0,12}looking for beginning of value|Expecting value: line
      Unexpected character (?:\('|encountered while parsing)|json: unknown field|cannot parse invalid wire-format data
      malformed data\. length is negative|missing field \`|expected value at line \d|invalid type: .{1,80}, expected \w
      is required for type with serial name|is invalid after a value
    `),
  },
  {
    category: "duplicate",
    names:
      findsNames(`DuplicateKey DuplicateEvent DuplicateMessage DuplicateEntry DuplicateRecord DuplicateRequest DuplicateItem UniqueViolation
      UniqueConstraint AlreadyProcessed AlreadyExists EntityExists ^FileExists TopicExists RecordNotUnique ResourceAlreadyExists`),
    texts: phrases(String.raw`
      duplicate key value|duplicate key in|cannot insert duplicate key|duplicate entry|violates unique constraint
      violation of (?:unique|primary) key constraint|unique constraint .{0,80}violated|unique index or primary key violation
      UNIQUE constraint failed|Unique constraint failed on|already been processed|was already processed
    `),
    codes: /\b(?:E11000|SQLITE_CONSTRAINT_(?:UNIQUE|PRIMARYKEY))\b/,
  },
  {
    category: "timeout",
    names: findsNames(
      "Timeout Timeouts TimeoutError TimedOut TimeOut DeadlineExceeded TimeLimitExceeded CancelledByTimeout QueryCanceledOnTimeout",
    ),
    texts: phrases(String.raw`
      timed out|deadline exceeded|statement due to statement timeout|Gateway Time-?out|Request Time-?out|timeout of \d+ ?ms exceeded
      no answer from .{1,80} within|i/o timeout|HttpClient\.Timeout|(?:execution|connection|command)? ?timeout expired
      timeout period elapsed|handshake timeout|timeout (?:waiting for|acquiring|exceeded)|exceeded (?:the )?time ?(?:out|limit)
      time limit exceeded|read timeout|connect timeout|did not respond in time|timeout reading|maximum execution time
      query_wait_timeout
    `),
    codes: /\b(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|MaxTimeMSExpired)\b/,
  },
  {
    category: "connection",
    names:
      findsNames(`^ConnectException ^ConnectError ConnectionRefused ConnectionReset ConnectionClosed ConnectionError ConnectionException
      ConnectionFailure ConnectionFailed ConnectionAborted ConnectionPool ConnectionLost ConnectionInterrupted ConnectionTerminated
      ConnectionNotEstablished ConnectionDoesNotExist UnableToConnect UnableToEstablish NewConnection ^SocketException ^SocketError UnknownHost NoRouteToHost PortUnreachable
      HostUnreachable BrokerUnreachable CannotGetJdbcConnection CannotCreateTransaction CallNotPermitted BrokenCircuit CircuitBreaker CircuitOpen
      OpenCircuit BreakerOpen EndpointUnavailable EndpointNotFound EndpointConnection NoHttpResponse BrokenPipe ^GaiError$ NameResolution
      RemoteDisconnected ServerDisconnected RemoteProtocol ChunkedEncoding IncompleteRead NetworkException NetworkError AutoReconnect StreamLost
      Communications CommunicationException CommunicationError TooManyConnections ClientConnector DisconnectedException ^Gaierror`),
    texts: phrases(String.raw`
      connection refused|connection reset|connection timed out
      connection (?:was |is |has been )?(?:already )?(?:forcibly )?(?:closed|aborted|lost|terminated)|connection not open
      closed the connection|server has gone away|lost connection to|forcibly closed by the remote host|socket hang up
      other side closed|broken pipe|no route to host|no such host|host is unreachable|network is unreachable
      name or service not known|temporary failure in name resolution|could not resolve host|could not connect to
      unable to connect to|failed to connect to|failed to establish a new connection|communications link failure|fetch failed
      failed to fetch|remote end closed|server disconnected|response ended prematurely
      premature (?:close|EOF|end of (?:content-length|chunk))|^terminated$|establishing a connection to|": (?:unexpected )?EOF$
      unexpected end of stream on|empty reply from server|transport is closing|server closed idle connection
      use of closed network connection|circuit ?breaker .{0,80}open|breaker is open|connection is not available
      too many (?:clients already|connections)|max number of clients reached|remaining connection slots are reserved
      connection pool (?:was |has been )?(?:shut ?down|exhausted|closed)|unexpected end of file from server
      remote host terminated the handshake|ssl syscall error: eof|cannot connect to|can't connect to|no more connections allowed
      is blocked because of many connection errors|connection pool for .{1,80} was cleared|socket (?:was |is )?closed
      max retries per request|stream isn't writeable|client is closed|broker transport failure|all broker connections are down
      upstream connect error|actively refused it|remote name could not be resolved|exception while reading from stream
      socket disconnected|^aborted$|connection not available|getaddrinfo failed|unable to acquire jdbc connection
      error occurred while sending to the backend|the connection attempt failed|circuit is (?:now )?open|short-circuited
      connection \d+ to .{1,80} closed
    `),
    codes:
      /\b(?:ECONNREFUSED|ECONNRESET|ECONNABORTED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN|EPIPE|ENOTCONN|UND_ERR_SOCKET|PROTOCOL_CONNECTION_LOST|ER_CON_COUNT_ERROR)\b/,
  },
  {
    category: "unavailable",
    names:
      findsNames(`BrokerNotAvailable LeaderNotAvailable ReplicaNotAvailable CoordinatorNotAvailable ResourceNotAvailable ServiceNotAvailable NotLeader NotLeaderOrFollower NotPrimary NotMaster NotWritablePrimary PrimarySteppedDown NotController NotCoordinator
      LoadInProgress RebalanceInProgress NotEnoughReplicas BusyLoading ^Unavailable$ ^ReadOnlyError$ ReadOnlySqlTransaction MasterDown ClusterDown TryAgain AdminShutdown CrashShutdown
      CannotConnectNow ShutdownInProgress ShuttingDown InterruptedAtShutdown RejectedExecution ^TransientDataAccess
      ^RecoverableDataAccess ^SqlTransientException ^RetriableException ^RetryableException`),
    texts: phrases(String.raw`
      likely due to a transient failure|terminating connection due to
      the database system is (?:starting up|shutting down|in recovery mode)|cannot execute .{1,40} in a read-only transaction
      read-only option so it cannot execute|can't write against a read only replica|server shutdown in progress|is shutting down
      redis is loading the dataset|^not (?:master|primary)\b|node is recovering|node is not (?:in )?primary|interrupted at shutdown
      Database '.{1,128}' on server .{1,200} is not currently available|after (?:interpreter )?shutdown
      ApplicationContext.{0,200} has been closed already|singletons of this factory are in destruction|database or disk is full
      no space left on device|command not allowed when used memory|not leader for partition|coordinator load in progress
      no healthy upstream
    `),
    codes:
      /\b(?:LOADING(?= Redis)|READONLY(?= You)|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|NotWritablePrimary|NotPrimaryNoSecondaryOk|PrimarySteppedDown|ENOSPC|SIGTERM)\b/,
  },
  {
    category: "validation",
    names:
      findsNames(`Validation BusinessRule ^ConstraintViolation NotNullConstraint CheckConstraint IllegalArgument ^ArgumentNullException ^ArgumentOutOfRange ^ArgumentException$
      ^ArgumentError$ InvalidArgument InvalidArguments InvalidInput InvalidParameter InvalidParameterValue ArgumentNotValid ArgumentTypeMismatch ZodError
      RecordInvalid NotNullViolation CheckViolation NumberFormat NumericValueOutOfRange DataRightTruncation InvalidTextRepresentation
      InvalidDatetimeFormat DatetimeFieldOverflow DateTimeParse ^DateTimeException ^FormatException$ RecordTooLarge MessageTooLarge
      PayloadTooLarge EntityTooLarge DocumentTooLarge`),
    texts: phrases(String.raw`
      (?<!path |certificate |token |signature )validation failed|failed validation|validation error
      violates (?:not-null|check) constraint|(?:NOT NULL|CHECK) constraint failed|NULL not allowed for column
      cannot insert the value NULL|value too long for|data too long for column|would be truncated|invalid input syntax for type
      does not match (?:the )?schema|schema validation|message size too large|strconv\.\w{1,20}: parsing|parsing time "
      is a required property
    `),
    codes: /\bSQLITE_CONSTRAINT_(?:NOTNULL|CHECK)\b/,
  },
  {
    category: "code_bug",
    names:
      findsNames(`NullPointer NullReference ^ReferenceError$ ClassCast InvalidCast IndexOutOf ^OutOfBounds BufferOutOfBounds ^IndexError$ ^KeyError$ ^RangeError$
      ^AttributeError$ NoMethod ^NameError$ UnboundLocal UnsupportedOperationException NotImplemented NoSuchMethod NoSuchField NoClassDefFound ClassNotFound
      ModuleNotFound ^Assertion StackOverflow ^RecursionError$ SystemStack ^ArithmeticException DivideByZero DivisionByZero ZeroDivision
      FunctionClause CaseClause ^MatchError$ ^UndefinedFunctionError$ ArgumentCount UnhandledMatch NegativeArraySize ArrayStore`),
    texts: phrases(String.raw`
      nil pointer dereference|invalid memory address|is not a function|cannot read propert(?:y|ies) of|undefined method [\`'"]
      undefined local variable|Object reference not set|index out of range|cannot invoke ".{0,200}" because|NoneType' object
      slice bounds out of range|interface conversion:|division by zero|divide by zero|cannot set propert(?:y|ies) of
      on a \`None\` value|index out of bounds|attempt to \w{1,20} with overflow|assignment to entry in nil map|undefined array key
      undefined index|call to a member function|attempt to read property
    `),
  },
  {
    category: "missing_data",
    names:
      findsNames(`NotFound SequenceGap OutOfOrder NoSuchElement NoSuchKey NoSuchEntity NoSuchFile NoResult NoResults DoesNotExist EmptyResult
      ForeignKeyViolation NoResource`),
    texts: phrases(String.raw`
      no rows in result set|no rows returned|record not found|NO_RESOURCE
      (?:violates |FOREIGN KEY )(?:foreign key )?constraint failed|violates foreign key constraint|foreign key constraint fails
      referential integrity constraint
    `),
  },
];

/** A bare "status" is an answer's only where nobody else's stands before it: orders and payments have a status too. */
const bareStatus = String.raw`(?:(?<!\w )|(?<=\b(?:http|(?:(?:failed|responded|replied|answered|returned) with|returned|received|got)(?: an?)?|response|unexpected|invalid|bad|error|api|service|upstream|downstream|gateway|server) ))status`;
const status = String.raw`\b(?:(?:${bareStatus}|status[ _-]?code)(?: of)?|HTTP(?:/\d(?:\.\d)?)?|response code)["']?[ :=]{1,3}["']?`;

/** Of a text that says it with its phrase ("404 Not Found") or as a status ("status code 404"). */
function statusOf(codes: string, words: string): RegExp {
  const told = [String.raw`(?:${codes}) \(?(?:${words})\b`, String.raw`(?:${codes}) (?:Client|Server) Error\b`];
  const quoted = [String.raw`status code[^\n]{0,60}\((?:${codes})\)`, String.raw`\[(?:${codes})(?: [\w ]{1,40})?\] during `];
  return new RegExp([String.raw`${status}(?:${codes})\b`, ...told.map((one) => String.raw`\b${one}`), ...quoted].join("|"), "i");
}

/** What yields to more telling words: the status of an answer, and types that are thrown for many reasons. */
export const weakRules: readonly Rule[] = [
  { category: "throttled", names: findsNames("^Http_429$"), texts: statusOf("429", "Too Many Requests") },
  { category: "auth", names: findsNames("^Http_401$ ^Http_403$"), texts: statusOf("401|403", "Unauthorized|Forbidden") },
  {
    category: "timeout",
    names: findsNames("^Http_408$ ^Http_504$ GatewayTimeout"),
    texts: statusOf("408|504", "Gateway Time-?out|Request Time-?out"),
  },
  {
    category: "downstream_5xx",
    names: new RegExp(
      `^ http 5\\d\\d $|${
        findsNames(`InternalServerError InternalServer ServiceUnavailable BadGateway HttpServerError ^ServerErrorException$
        InternalErrorException InternalFailure InternalService ServiceInternal`).source
      }`,
    ),
    texts: new RegExp(
      `${statusOf("5\\d\\d", "Internal Server Error|Service Unavailable|Bad Gateway").source}|Internal Server Error|Service Unavailable|Bad Gateway|encountered an internal error|Code: InternalError\\b`,
      "i",
    ),
  },
  {
    category: "validation",
    names: findsNames("^Http_400$ ^Http_413$ ^Http_422$ UnprocessableEntity UnprocessableContent BadRequest ^ValueError$"),
    texts: new RegExp(
      `${statusOf("400|413|422", "Bad Request|Unprocessable|Payload Too Large").source}|Unprocessable (?:Entity|Content)`,
      "i",
    ),
  },
  { category: "missing_data", names: findsNames("^Http_404$ ^Http_410$"), texts: statusOf("404|410", "Not Found|Gone") },
  { category: "code_bug", names: findsNames("^TypeError$") },
];

/** What an own "Invalid..." error is about when it is no data: it says nothing of the message. */
const noData = new Set(
  `operation state cast credential credentials token pid producer txn transaction session group topic replication offset fetch class mark marker key
   signature certificate password grant client user program server state runtime code subnet security zip lambda import reference policy role config
   configuration host proxy endpoint url uri header cookie connection cursor file path region target retry schema table catalog sql request response
   kms resource secret source integration inventory automation aggregator oauth flow deletion restore export pagination arn alias handle mode isolation
   api usage interface context update command method function index lock member version protocol encoding algorithm bucket database queue broker`.split(
    /\s+/,
  ),
);

/** The same of whole types. */
export const weakTypes: readonly { readonly category: Category; readonly types: RegExp }[] = [
  { category: "validation", types: /^org\.apache\.kafka\.connect\.errors\.DataException$/ },
  { category: "downstream_5xx", types: /^INTERNAL_ERROR$|\bErrors::InternalError$/ },
];

/** "InvalidAddressError": the data is at fault; null where the word after it is about something else. */
export function isInvalidData(words: string): boolean {
  const about = /^ invalid (.+) (?:error|exception|fault) $/.exec(words)?.[1];
  return about !== undefined && !about.split(" ").some((word) => noData.has(word));
}
