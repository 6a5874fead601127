import { remember } from "./remember.ts";

/** Beginnings of packages and modules that are libraries or runtimes. */
const packages = {
  jvm: words(`
    java. javax. jakarta. jdk. sun. com.sun. kotlin. kotlinx. scala. groovy. akka. org.springframework. org.apache.
    org.hibernate. org.postgresql. org.slf4j. org.aspectj. org.axonframework. org.eclipse. org.jboss. org.glassfish.
    org.mongodb. org.elasticsearch. org.redisson. com.mysql. com.mongodb. com.fasterxml. com.google. com.rabbitmq.
    com.zaxxer. com.amazonaws. com.netflix. com.squareup. ch.qos. software.amazon. io.netty. io.grpc. io.github.resilience4j.
    io.micrometer. io.opentelemetry. io.vertx. io.quarkus. io.smallrye. io.lettuce. io.confluent. io.reactivex. io.micronaut.
    reactor. rx. okhttp3. okio. feign. retrofit2. brave. net.bytebuddy. redis.clients. oracle. liquibase. lombok.
  `),
  dotnet: words(`
    System. Microsoft. MassTransit. NServiceBus. EasyNetQ. Rebus. Wolverine. RabbitMQ. Polly. Npgsql. Newtonsoft. GreenPipes.
    Amazon. MediatR. FluentValidation. Dapper. StackExchange. Grpc. Serilog. MongoDB. Oracle. MySql. Autofac. Castle. Azure.
    Google. Refit. Hangfire. Quartz. lambda_method
  `),
  go: words(`
    runtime. runtime/ net. net/ reflect. database/sql. encoding/ context. io. os. sync. errors. fmt. time. bufio. strings.
    strconv. crypto/ main.main testing. golang.org/ google.golang.org/ go.uber.org/ go.opentelemetry.io/ gopkg.in/
    github.com/ThreeDotsLabs/ github.com/rabbitmq/ github.com/pkg/errors github.com/jackc/ github.com/lib/pq gorm.io/ panic
  `),
};

/** Parts of paths below which nothing is the shop's own. */
const paths = words(`
  /node_modules/ \\node_modules\\ node: /site-packages/ /dist-packages/ /lib/python \\lib\\site-packages\\
  <frozen <string> /gems/ /lib/ruby/ <internal: /go/pkg/mod/ /vendor/ /usr/local/go/src/ /usr/lib/go <anonymous> <attrs
`);

/** Python packages, by the first segment of a type's name. */
const foreign =
  /^(?:psycopg2?|sqlalchemy|requests|httpx|urllib3|pydantic|kombu|celery|redis|botocore|django|aiohttp|asyncio|socket|json|builtins|kafka|pika|grpc)\b/;

export type Runtime = "jvm" | "dotnet" | "node" | "python" | "ruby" | "go";

/** `ownCode` prefixes of packages or paths decide when there are any; else whatever is no known library or runtime is the shop's own. */
export function isOwn(runtime: Runtime, symbol: string, path: string | null, ownCode: readonly string[]): boolean {
  if (ownCode.length > 0) return ownCode.some((prefix) => symbol.startsWith(prefix) || path?.includes(prefix) === true);
  if (path !== null && (path.startsWith("internal/") || paths.some((known) => path.includes(known)))) return false;
  const known: readonly string[] = runtime in packages ? packages[runtime as keyof typeof packages] : [];
  return !known.some((prefix) => symbol.startsWith(prefix));
}

/** A qualified type that belongs to no known library or runtime: the shop's own names say more than those of the language. */
export function isOwnType(type: string, ownCode: readonly string[]): boolean {
  return ownCode.length === 0 ? isUnknownType(type) : qualified.test(type) && ownCode.some((prefix) => type.startsWith(prefix));
}

const qualified = /\w(?:\.|::)\w/;

const isUnknownType = remember((type) => {
  const known =
    type.includes("::") || [...packages.jvm, ...packages.dotnet].some((prefix) => type.startsWith(prefix)) || foreign.test(type);
  return qualified.test(type) && !known;
});

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}
