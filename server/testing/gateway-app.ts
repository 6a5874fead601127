import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fetchJars } from "./maven.ts";
import { freePorts } from "./ports.ts";
import { demandPrograms, runOrExplain } from "./programs.ts";

/** What resilience4j and its metrics need beside a Spring Boot: as that release names them. */
const releases = {
  "3.5.8": { starters: ["spring-boot-starter-web"], spring: "6.2.14", adapter: "resilience4j-spring-boot3", micrometer: "1.15.6" },
  "4.1.2": {
    starters: ["spring-boot-starter-webmvc", "spring-boot-micrometer-metrics"],
    spring: "7.0.10",
    adapter: "resilience4j-spring-boot4",
    micrometer: "1.17.2",
  },
} as const;
export type Boot = keyof typeof releases;

const bootMs = 240_000;

function coordinatesOf(boot: Boot): readonly string[] {
  const { starters, spring, adapter, micrometer } = releases[boot];
  const ofBoot = ["spring-boot", "spring-boot-autoconfigure", "spring-boot-starter-actuator", ...starters];
  const ofSpring = ["spring-core", "spring-beans", "spring-context", "spring-aop", "spring-expression", "spring-web", "spring-webmvc"];
  return [
    ...ofBoot.map((artifact) => `org.springframework.boot:${artifact}:${boot}`),
    ...ofSpring.map((artifact) => `org.springframework:${artifact}:${spring}`),
    `io.micrometer:micrometer-registry-prometheus:${micrometer}`,
    `io.github.resilience4j:${adapter}:2.4.0`,
    "org.slf4j:slf4j-api:2.0.17",
  ];
}

/** A real application of Spring Boot with a breaker of resilience4j, `gateway`. `to` puts it into a state; `kill` ends it as a crash would. */
export async function startGatewayApp(boot: Boot): Promise<{ readonly url: string; to(state: string): Promise<void>; kill(): void }> {
  demandPrograms(["default-jdk-headless"]);
  const jars = join(fetchJars(`spring-boot-${boot}`, coordinatesOf(boot), "leave this test out"), "*");
  const classes = mkdtempSync(join(tmpdir(), "redrive-gateway-"));
  runOrExplain("javac", ["-cp", jars, "-d", classes, "server/testing/java/Gateway.java"]);
  const [port = 0] = await freePorts(1);
  const app = spawn(
    "java",
    [
      "-Xmx128m",
      "-XX:+UseSerialGC",
      "-cp",
      `${classes}:${jars}`,
      "Gateway",
      "--server.address=127.0.0.1",
      `--server.port=${port}`,
      "--management.endpoints.web.exposure.include=circuitbreakers,prometheus",
    ],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  const to = async (state: string) => {
    const answer = await fetch(`${url}/to/${state}`);
    if ((await answer.text()) !== state) throw new Error(`The breaker did not become ${state}.`);
  };
  const kill = () => void app.kill("SIGKILL");
  for (const end = Date.now() + bootMs; Date.now() < end; await delay(200)) {
    if (app.exitCode !== null) throw new Error(`The application on Spring Boot ${boot} ended while it started.`);
    if (
      await to("CLOSED").then(
        () => true,
        () => false,
      )
    )
      return { url, to, kill };
  }
  kill();
  throw new Error(`The application on Spring Boot ${boot} did not answer within ${bootMs / 1_000} s.`);
}
