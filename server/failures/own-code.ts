import { remember } from "./remember.ts";

/** Beginnings of packages and modules that are libraries or runtimes, under their old and their new names. */
const packages = {
  jvm: words(`
    java. javax. jakarta. jdk. sun. com.sun. kotlin. kotlinx. scala. groovy. clojure. akka. android. org.springframework. org.apache.
    org.hibernate. org.postgresql. org.slf4j. org.aspectj. org.axonframework. org.eclipse. org.jboss. org.wildfly. org.glassfish. org.xnio.
    org.mongodb. org.elasticsearch. co.elastic. org.opensearch. org.redisson. org.mariadb. org.h2. org.sqlite. org.jooq. org.flywaydb.
    org.liquibase. org.ehcache. org.infinispan. org.bouncycastle. org.yaml. org.json. org.codehaus. org.jetbrains. org.junit. org.mockito.
    org.testcontainers. org.openapitools. org.reactivestreams. org.neo4j. com.mysql. com.mongodb. com.fasterxml. tools.jackson. com.google.
    com.rabbitmq. com.zaxxer. com.amazonaws. com.netflix. com.squareup. com.datastax. com.couchbase. com.hazelcast. com.azure. com.microsoft.
    com.oracle. com.ibm. com.typesafe. com.lightbend. com.github.benmanes. com.nimbusds. com.networknt. com.jayway. ch.qos. software.amazon.
    io.awspring. io.netty. io.undertow. io.grpc. io.github.resilience4j. io.github.bucket4j. io.micrometer. io.opentelemetry. io.vertx.
    io.quarkus. io.smallrye. io.lettuce. io.confluent. io.reactivex. io.micronaut. io.ktor. io.cloudevents. io.jsonwebtoken. io.swagger.
    io.nats. io.dapr. io.debezium. io.r2dbc. io.projectreactor. dev.failsafe. net.jodah. net.jpountz. net.sf. net.bytebuddy. reactor. rx.
    okhttp3. okio. feign. retrofit2. brave. zipkin2. redis.clients. oracle. liquibase. lombok. weblogic.
  `),
  dotnet: words(`
    System. Microsoft. MassTransit. NServiceBus. Particular. EasyNetQ. Rebus. Wolverine. JasperFx. Marten. Weasel. Lamar. RabbitMQ. Confluent.
    KafkaFlow. Silverback. SlimMessageBus. Paramore. DotNetCore.CAP Polly. Npgsql. Newtonsoft. GreenPipes. Amazon. AWS. MediatR. FluentValidation.
    AutoMapper. Mapster. Dapper. StackExchange. Grpc. Serilog. NLog. OpenTelemetry. MongoDB. Elastic. Oracle. MySql. MySqlConnector. Autofac.
    Castle. Azure. Google. Refit. Hangfire. Quartz. NodaTime. Interop. lambda_method
  `),
  go: words(`
    runtime. runtime/ net. net/ reflect. database/sql. encoding/ context. io. io/ os. os/ sync. sync/ errors. fmt. time. bufio. bytes. strings.
    strconv. syscall. log. log/ sort. slices. maps. path. path/ regexp. html/ text/ mime/ math. math/ hash/ unicode/ iter. crypto/ testing.
    golang.org/ google.golang.org/ go.uber.org/ go.opentelemetry.io/ go.mongodb.org/ gopkg.in/ gorm.io/ github.com/ThreeDotsLabs/
    github.com/rabbitmq/ github.com/streadway/ github.com/wagslane/ github.com/pkg/errors github.com/cockroachdb/errors github.com/jackc/
    github.com/lib/pq github.com/go-sql-driver/ github.com/aws/ github.com/segmentio/ github.com/IBM/sarama github.com/Shopify/sarama
    github.com/twmb/ github.com/confluentinc/ github.com/nats-io/ github.com/redis/ github.com/go-redis/ github.com/gin-gonic/
    github.com/labstack/ github.com/gorilla/ github.com/go-chi/ github.com/sirupsen/ github.com/stretchr/ github.com/hashicorp/
    github.com/grpc-ecosystem/ github.com/avast/retry-go github.com/riverqueue/ panic
  `),
  php: words(`
    Symfony\\ Illuminate\\ Laravel\\ Doctrine\\ Psr\\ GuzzleHttp\\ PhpAmqpLib\\ Monolog\\ Composer\\ Twig\\ Bunny\\ Enqueue\\ Interop\\ Aws\\ Google\\
    Predis\\ League\\ Ramsey\\ Carbon\\ Laminas\\ Zend\\ Yiisoft\\ yii\\ Spiral\\ Amp\\ React\\ Revolt\\ Nette\\ MongoDB\\ Elastic\\ Sentry\\
  `),
  /** Applications, as frames name them before their module; and modules, as types name them. */
  elixir: words(`
    elixir/ stdlib/ kernel/ erts/ logger/ mix/ ex_unit/ iex/ ssl/ inets/ crypto/ broadway/ broadway_rabbitmq/ broadway_sqs/ broadway_kafka/
    gen_stage/ flow/ ecto/ ecto_sql/ postgrex/ myxql/ db_connection/ phoenix/ phoenix_live_view/ plug/ plug_cowboy/ cowboy/ ranch/ bandit/
    thousand_island/ jason/ poison/ mint/ finch/ req/ tesla/ hackney/ httpoison/ gun/ amqp/ amqp_client/ rabbit_common/ brod/ kafka_ex/ redix/
    oban/ ex_aws/ telemetry/ nimble_pool/ nimble_options/ poolboy/ gettext/ absinthe/ commanded/ grpc/ opentelemetry/
    Ecto. Postgrex. MyXQL. DBConnection. Jason. Phoenix. Plug. Mint. Finch. Req. Tesla. HTTPoison. Broadway. GenStage. AMQP. Redix. Oban. Protocol.
    Enum. Keyword.
  `),
  rust: words(`
    std:: core:: alloc:: proc_macro:: backtrace:: __rust _ZN anyhow:: eyre:: color_eyre:: thiserror::
    tokio:: async_std:: futures futures_util:: hyper:: hyper_util:: tower:: axum:: actix reqwest:: serde serde_json:: sqlx sea_orm:: diesel:: lapin::
    amqprs:: rdkafka:: redis:: aws_ mongodb:: tonic:: prost:: tracing rayon:: crossbeam once_cell:: parking_lot:: chrono:: uuid:: rustls:: clap::
  `),
};

/** Parts of paths below which nothing is the shop's own. */
const paths = words(`
  /node_modules/ \\node_modules\\ node: /site-packages/ /dist-packages/ /lib/python \\lib\\site-packages\\
  <frozen <string> /gems/ /lib/ruby/ <internal: /go/pkg/mod/ /vendor/ /usr/local/go/src/ /usr/lib/go <anonymous> <attrs
  /var/runtime/ /var/lang/ /rustc/ /.cargo/registry/ /.cargo/git/ /library/std/src/ ./csu/ ext:core/ /deps/ [internal
`);

/** Python packages, by the first segment of a type's name. */
const foreign =
  /^(?:psycopg2?|sqlalchemy|requests|httpx|urllib3|pydantic|kombu|celery|redis|botocore|django|aiohttp|asyncio|socket|json|builtins|kafka|pika|grpc)\b/;

export type Runtime = "jvm" | "dotnet" | "node" | "python" | "ruby" | "go" | "php" | "elixir" | "rust";

/** `ownCode` prefixes of packages or paths decide when there are any; else whatever is no known library or runtime is the shop's own. */
export function isOwn(runtime: Runtime, symbol: string, path: string | null, ownCode: readonly string[]): boolean {
  if (ownCode.length > 0) return ownCode.some((prefix) => symbol.startsWith(prefix) || path?.includes(prefix) === true);
  if (path !== null && (path.startsWith("internal/") || paths.some((known) => path.includes(known)))) return false;
  const known: readonly string[] = runtime in packages ? packages[runtime as keyof typeof packages] : [];
  return !known.some((prefix) => symbol.startsWith(prefix) || path?.startsWith(prefix) === true);
}

/** A qualified type that belongs to no known library or runtime: the shop's own names say more than those of the language. */
export function isOwnType(type: string, ownCode: readonly string[]): boolean {
  return ownCode.length === 0 ? isUnknownType(type) : qualified.test(type) && ownCode.some((prefix) => type.startsWith(prefix));
}

const qualified = /\w(?:\.|::|\\)\w/;
const ofTypes = [...packages.jvm, ...packages.dotnet, ...packages.php, ...packages.elixir];

const isUnknownType = remember((type) => {
  const known = type.includes("::") || ofTypes.some((prefix) => type.startsWith(prefix)) || foreign.test(type);
  return qualified.test(type) && !known;
});

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}
