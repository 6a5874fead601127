/** Beginnings of packages, modules and paths that are libraries or runtimes, in every language that is read. */
const libraries = [
  "java.",
  "javax.",
  "jakarta.",
  "jdk.",
  "sun.",
  "com.sun.",
  "kotlin.",
  "kotlinx.",
  "scala.",
  "akka.",
  "org.springframework.",
  "org.apache.",
  "org.hibernate.",
  "org.postgresql.",
  "io.netty.",
  "io.github.resilience4j.",
  "io.micrometer.",
  "okhttp3.",
  "okio.",
  "com.fasterxml.",
  "com.rabbitmq.",
  "com.zaxxer.",
  "com.amazonaws.",
  "software.amazon.",
  "reactor.",
  "rx.",
  "io.vertx.",
  "io.quarkus.",
  "io.smallrye.",
  "feign.",
  "retrofit2.",
  "org.axonframework.",
  "System.",
  "Microsoft.",
  "MassTransit.",
  "NServiceBus.",
  "EasyNetQ.",
  "Rebus.",
  "Wolverine.",
  "RabbitMQ.",
  "Polly.",
  "Npgsql.",
  "Newtonsoft.",
  "GreenPipes.",
  "Amazon.",
  "node:",
  "internal/",
  "runtime.",
  "runtime/",
  "net/",
  "net.",
  "reflect.",
  "database/sql.",
  "encoding/",
  "golang.org/",
  "github.com/ThreeDotsLabs/",
  "google.golang.org/",
  "testing.",
  "<frozen",
  "asyncio",
  "threading",
];
const libraryPaths = [
  "/node_modules/",
  "node_modules\\",
  "/site-packages/",
  "/dist-packages/",
  "/lib/python",
  "/gems/",
  "/lib/ruby/",
  "/go/pkg/mod/",
  "/usr/local/go/src/",
  "node:internal",
];

/** `ownCode` prefixes decide when there are any; else whatever is no known library is the shop's own. */
export function isOwn(name: string, path: string | null, ownCode: readonly string[]): boolean {
  if (ownCode.length > 0) return ownCode.some((prefix) => name.startsWith(prefix) || path?.includes(prefix) === true);
  return (
    !libraries.some((prefix) => name.startsWith(prefix) || path?.startsWith(prefix) === true) &&
    !libraryPaths.some((part) => path?.includes(part) === true)
  );
}

/** A type of the language or of a library says less than the shop's own type around it. */
export function isLibraryType(type: string): boolean {
  return libraries.some((prefix) => type.startsWith(prefix));
}
