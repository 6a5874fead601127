import { join } from "node:path";
import { compileJava } from "./compile-java.ts";
import { openShopProcess } from "./shop-process.ts";

const folder = "server/testing/tables";
const driver = "org.postgresql:postgresql:42.7.8";

/** Programs of `server/testing/tables/` by the jars that they need. What comes first decides about versions that others share. */
const sets = {
  jdbc: {
    libraries: ["TransactionOutboxTables", "DbSchedulerTables", "AxonTables", "EventuateTables"],
    coordinates: [
      "org.hibernate.orm:hibernate-core:6.6.33.Final",
      "com.github.kagkarlsson:db-scheduler:16.7.1",
      "com.gruelbox:transactionoutbox-core:4.2.268",
      "org.axonframework:axon-messaging:4.13.0",
      "com.fasterxml.jackson.datatype:jackson-datatype-jsr310:2.19.2",
      "io.eventuate.tram.core:eventuate-tram-producer-jdbc:0.36.0.RELEASE",
      "io.eventuate.tram.core:eventuate-tram-consumer-jdbc:0.36.0.RELEASE",
      "io.eventuate.common:eventuate-common-flyway:0.20.0.RELEASE",
    ],
  },
  "spring-boot-4": {
    libraries: ["ModulithTables", "NamastackTables"],
    coordinates: [
      "org.springframework.modulith:spring-modulith-events-jdbc:2.0.3",
      "org.springframework.modulith:spring-modulith-events-core:2.0.3",
      "io.namastack:namastack-outbox-jdbc:1.0.0",
    ],
  },
  "spring-boot-3": { libraries: ["ModulithTables"], coordinates: ["org.springframework.modulith:spring-modulith-events-jdbc:1.4.4"] },
} as const;

type Sets = keyof typeof sets;
type Answer = Readonly<Record<string, string>> & { readonly error?: string };

/** Fetches and compiles what a set needs, before a first test: Maven takes some seconds where its jars are not here yet. */
export function buildTables(set: Sets): Promise<string> {
  const { libraries, coordinates } = sets[set];
  const files = ["Main", ...libraries].map((name) => join(folder, `${name}.java`));
  return compileJava(`tables-${set}`, [...coordinates, driver], files);
}

/** A process in which a real library writes its tables into this database, until it is closed. It answers ids by the state that they are in. */
export async function openTables<Set extends Sets>(set: Set, library: (typeof sets)[Set]["libraries"][number], url: string) {
  const { hostname, port, pathname, username, password } = new URL(url);
  const jdbc = `jdbc:postgresql://${hostname}:${port}${pathname}?user=${username}&password=${password}`;
  // The folder says how much is logged.
  const words = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", `${folder}:${await buildTables(set)}`, "Main", library, jdbc];
  return openShopProcess<Answer>("java", words);
}
