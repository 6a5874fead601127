import type { Category } from "./failure.ts";

interface Rule {
  readonly category: Category;
  /** Of the type's last name. */
  readonly types: RegExp;
  /** Of the text; only words that mean this and nothing else. */
  readonly texts?: RegExp;
}

const status = String.raw`\b(?:status(?:[ _-]?code)?(?: of)?|HTTP(?:/\d(?:\.\d)?)?|response code)[ :=]{1,3}`;

function statusOr(codes: string, phrases: string): RegExp {
  return new RegExp(`${status}(?:${codes})\\b|\\b(?:${codes}) (?:${phrases})\\b|${phrases}`, "i");
}

/** First match wins: narrow before wide. Plain alternatives without nested repetition, so each is linear in the text. */
export const builtInRules: readonly Rule[] = [
  {
    category: "throttled",
    types:
      /TooManyRequests|RateLimit|Throttl|RequestNotPermitted|BulkheadFull|BulkheadRejected|ProvisionedThroughputExceeded|RESOURCE_LIMIT_EXCEEDED|SlowDown|^HTTP 429$/i,
    texts: statusOr("429", "Too Many Requests|rate limit exceeded|request was throttled|Rate exceeded"),
  },
  {
    category: "auth",
    types:
      /Unauthori[sz]ed|Forbidden|AccessDenied|ACCESS_DENIED|Authentication|Authorization|NO_PERMISSIONS|ASSUME_ROLE|InvalidToken|ExpiredToken|TokenExpired|BadCredentials|InvalidClientTokenId|PermissionDenied|^HTTP 40[13]$/i,
    texts: statusOr(
      "401|403",
      "401 Unauthorized|403 Forbidden|Access Denied|authentication failed|invalid credentials|token (?:has )?expired|not authorized to perform",
    ),
  },
  {
    category: "deserialization",
    types:
      /Deserializ|JsonParse|JsonProcessing|JsonMapping|JsonReader|JsonEOF|JSONDecode|^JsonException|JsonSyntax|MessageConversion|MismatchedInput|UnrecognizedProperty|InvalidFormat|InvalidDefinition|UnicodeDecode|MalformedInput|CharacterCoding|InvalidProtocolBuffer|AvroRuntime|AvroType|SchemaParse|^SerializationException|ParserError|UnmarshalTypeError|UnmarshalException|INVALID_JSON/i,
    texts:
      /cannot deserialize|could not deserialize|failed to deserialize|cannot construct instance of|unrecognized field|failed to convert message content|unexpected token .{0,40}(?:in JSON|is not valid JSON)|is not valid JSON|unexpected end of JSON|JSON\.parse|Unknown magic byte|invalid UTF-8|cannot unmarshal|invalid character .{0,12}looking for beginning of value|Expecting value: line/i,
  },
  {
    category: "duplicate",
    types:
      /DuplicateKey|DuplicateEvent|DuplicateMessage|DuplicateEntry|UniqueViolation|UniqueConstraint|AlreadyProcessed|AlreadyExists|RESOURCE_ALREADY_EXISTS|RecordNotUnique|^IntegrityError$/i,
    texts:
      /duplicate key value|duplicate entry|violates unique constraint|unique constraint .{0,80}violated|already been processed|was already processed|E11000|ORA-00001|SQLSTATE[ :=[(]{1,3}23505/i,
  },
  {
    category: "timeout",
    types: /Timeout|TimedOut|DeadlineExceeded|^TIMEOUT$|ETIMEDOUT|ESOCKETTIMEDOUT|TimeLimitExceeded|CancelledByTimeout/i,
    texts: statusOr(
      "408|504",
      "timed out|deadline exceeded|ETIMEDOUT|Gateway Time-?out|Request Time-?out|timeout of \\d+ ?ms exceeded|no answer from .{1,80} within|i/o timeout",
    ),
  },
  {
    category: "connection",
    types:
      /^Connect|Connection(?:Refused|Reset|Closed|Error|Exception|Failure|Aborted|_FAILURE|Pool)|ConnectException|^SocketException|SocketError|UnknownHost|NoRouteToHost|ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|BrokerUnreachable|CannotGetJdbcConnection|CallNotPermitted|BrokenCircuit|CircuitBreaker|OpenCircuit|BreakerOpen|EndpointUnavailable|NoHttpResponse|CONNECTION_FAILURE|BrokenPipe|NewConnectionError|gaierror/i,
    texts:
      /connection refused|connection reset|connection timed out|ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|socket hang up|broken pipe|no route to host|no such host|name or service not known|could not connect to|unable to connect to|failed to connect to|fetch failed|circuit ?breaker .{0,80}open|breaker is open|connection is not available/i,
  },
  {
    category: "downstream_5xx",
    types: /InternalServerError|ServiceUnavailable|BadGateway|GatewayTimeout|HttpServerError|INTERNAL_ERROR|INTERNAL_FAILURE|^HTTP 5\d\d$/i,
    texts: statusOr("5\\d\\d", "Internal Server Error|Service Unavailable|Bad Gateway"),
  },
  {
    category: "validation",
    types:
      /Validation|BusinessRule|^Invalid(?!Operation|State|Cast|Credentials?|Token)\w*(?:Error|Exception)$|ConstraintViolation|IllegalArgument|^Argument(?:Null|OutOfRange)?(?:Exception|Error)$|InvalidArgument|INVALID_PARAMETER|ZodError|BindException|UnprocessableEntity|UnprocessableContent|BadRequest|DataIntegrityViolation|NotNullViolation|CheckViolation|NumberFormat|DateTimeParse|^FormatException$|^ValueError$|^HTTP 4(?:00|22)$/i,
    texts: statusOr(
      "400|422",
      "Unprocessable (?:Entity|Content)|validation failed|failed validation|violates (?:not-null|check|foreign key) constraint|does not match (?:the )?schema|schema validation",
    ),
  },
  {
    category: "missing_data",
    types:
      /NotFound|SequenceGap|OutOfOrder|NoSuchElement|NoSuchKey|NoResult|DoesNotExist|EmptyResult|EntityNotFound|RecordNotFound|NO_RESOURCE|^HTTP 404$/i,
    texts: statusOr("404", "404 Not Found|no rows in result set|record not found|NO_RESOURCE"),
  },
  {
    category: "code_bug",
    types:
      /NullPointer|NullReference|^TypeError$|^ReferenceError$|ClassCast|InvalidCast|IndexOutOf|OutOfBounds|^IndexError$|^KeyError$|^RangeError$|AttributeError|NoMethodError|^NameError$|UnboundLocal|UnsupportedOperation|NotImplemented|NoSuchMethod|NoSuchField|NoClassDefFound|ClassNotFound|^Assertion|StackOverflow|ArithmeticException|DivideByZero|ZeroDivision|ConcurrentModification|KeyNotFoundException/i,
    texts:
      /nil pointer dereference|invalid memory address|is not a function|cannot read propert(?:y|ies) of|undefined method [`'"]|undefined local variable|Object reference not set|index out of range|cannot invoke ".{0,200}" because|NoneType' object|slice bounds out of range|interface conversion:/i,
  },
];
