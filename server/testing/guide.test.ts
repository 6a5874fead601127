import { randomBytes } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { readConfig } from "../config/read.ts";

const read = (file: string) => readFileSync(file, "utf8");
const documents = globSync(["*.md", "docs/**/*.md"]);
const withoutCode = (text: string) => text.replaceAll(/^ {4}.*$|`[^`\n]*`/gm, "");

/** Of its headings, as GitHub makes them. */
function anchorsOf(file: string): readonly string[] {
  const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, words = ""]) => words.toLowerCase());
  return headings.map((words) => words.replaceAll(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
}

test.each(documents)("%s: each link leads to a file, and to a heading in it", (document) => {
  const links = [...withoutCode(read(document)).matchAll(/\]\(([^):\s]+)\)/g)].map(([, link = ""]) => link);
  const broken = links.filter((link) => {
    const [path = "", anchor] = link.split("#", 2);
    const file = path === "" ? document : join(dirname(document), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !anchorsOf(file).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test("each page of the guide is in its index", () => {
  const pages = globSync("docs/guide/*.md").filter((page) => page !== "docs/guide/README.md");
  expect(pages.filter((page) => !read("docs/guide/README.md").includes(`(${page.replace("docs/guide/", "")})`))).toEqual([]);
});

const commanding = [...documents, "compose.yaml", "Dockerfile", "docs/guide/redrive.service", "redrive.example.yaml"];
test.each(commanding.filter((file) => file !== "CHANGELOG.md"))("%s: each command that it names is there", (file) => {
  const { scripts } = JSON.parse(read("package.json")) as { scripts: Readonly<Record<string, string>> };
  const text = read(file);
  const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);
  expect(named(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g).filter((name) => !(name in scripts))).toEqual([]);
  expect(named(/\bnpx ([a-z][\w-]*)/g).filter((name) => !existsSync(`node_modules/.bin/${name}`))).toEqual([]);
  expect(named(/\bnode"?,? "?((?:server|bench|node_modules)\/[\w./-]+)/g).filter((path) => !existsSync(path))).toEqual([]);
});

test("the policies for SQS are JSON, and allow what the table lists and nothing else", () => {
  const page = read("docs/guide/sqs.md");
  const blocks = (page.match(/(?:^ {4}.*\n|^\n(?= {4}))+/gm) ?? []).map((block) => JSON.parse(block) as unknown);
  const allowed = [...JSON.stringify(blocks).matchAll(/"(sqs:\w+)"/g)].map(([, action]) => action);
  const listed = [...page.matchAll(/^\| .*$/gm)].flatMap(([row]) => [...row.matchAll(/`(sqs:\w+)`/g)].map(([, action]) => action));
  expect(allowed.length).toBeGreaterThan(0);
  expect([...new Set(allowed)].toSorted()).toEqual([...new Set(listed)].toSorted());
});

interface Container {
  readonly ports: readonly { readonly containerPort: number }[];
  readonly name: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly envFrom: readonly { readonly secretRef: { readonly name: string } }[];
  readonly resources: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly [probe: `${string}Probe`]: Readonly<{ httpGet: { path: string; port: string } }> | undefined;
}

interface Pod {
  readonly containers: readonly [Container];
  readonly volumes: readonly { readonly name: string }[];
}

interface KubernetesObject {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly name: string };
  readonly spec?: unknown;
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

describe("docs/guide/kubernetes.yaml", () => {
  const objects = parseAllDocuments(read("docs/guide/kubernetes.yaml")).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as KubernetesObject;
  });
  const of = (kind: string) => objects.filter((one) => one.kind === kind);
  const one = (kind: string) => of(kind)[0] ?? expect.fail(`There is no ${kind}.`);
  const deployments = of("Deployment").map(({ metadata: { name }, spec }) => ({
    name,
    spec: spec as {
      replicas: number;
      strategy: object;
      selector: object;
      template: { metadata: { labels: object; annotations?: Readonly<Record<string, string>> }; spec: Pod };
    },
  }));

  test("holds each kind with its version", () => {
    expect(objects.map(({ kind, apiVersion }) => `${kind} ${apiVersion}`)).toEqual([
      "Secret v1",
      "ConfigMap v1",
      "Deployment apps/v1",
      "Deployment apps/v1",
      "Service v1",
      "PodDisruptionBudget policy/v1",
      "PodDisruptionBudget policy/v1",
    ]);
  });

  test.each(deployments)("$name runs without privilege, with limits, and is recreated", ({ spec: { strategy, selector, template } }) => {
    expect(strategy).toEqual({ type: "Recreate" });
    expect(selector).toEqual({ matchLabels: template.metadata.labels });
    const [container] = template.spec.containers;
    expect(template.spec).toMatchObject({
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 40,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    });
    expect(container).toMatchObject({
      resources: { requests: { cpu: expect.any(String), memory: expect.any(String) }, limits: { memory: expect.any(String) } },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
    });
    expect(container.volumeMounts.map(({ name }) => name)).toEqual(template.spec.volumes.map(({ name }) => name));
    const variables = container.env.map(({ name }) => name);
    expect(variables).toEqual(["REDRIVE_ROLE", "REDRIVE_CONFIG"]);
    expect(container.envFrom).toEqual([{ secretRef: { name: one("Secret").metadata.name } }]);
  });

  test("probes ask the console whether it answers, and nothing asks for the worker's sake to end it", () => {
    const probes = deployments.map(({ spec }) => {
      const { startupProbe, livenessProbe, readinessProbe } = spec.template.spec.containers[0];
      return [startupProbe, livenessProbe, readinessProbe].map((probe) => probe?.httpGet.path);
    });
    expect(probes).toEqual([Array(3).fill("/api/health"), Array(3).fill(undefined)]);
    expect(existsSync("app/api/health/route.ts")).toBe(true);
  });

  test("each disruption budget and the service select pods that are there", () => {
    const labels = deployments.map(({ spec }) => spec.template.metadata.labels);
    for (const { spec } of of("PodDisruptionBudget"))
      expect(labels).toContainEqual((spec as { selector: { matchLabels: object } }).selector.matchLabels);
    expect(labels).toContainEqual((one("Service").spec as { selector: object }).selector);
  });

  test("Prometheus finds the metrics of each pod at a port that its container has, where its configuration serves them", () => {
    const ports = deployments.map(({ spec }) => {
      const { annotations } = spec.template.metadata;
      const [container] = spec.template.spec.containers;
      const served = container.ports.map(({ containerPort }) => String(containerPort));
      return [
        annotations?.["prometheus.io/scrape"],
        annotations?.["prometheus.io/path"],
        served.includes(annotations?.["prometheus.io/port"] ?? ""),
      ];
    });
    expect(ports).toEqual(Array(2).fill(["true", "/metrics", true]));
    const config = one("ConfigMap").data?.["redrive.yaml"] ?? "";
    // Nobody goes on with the token that everybody can read here.
    expect(() => readConfig(config, "redrive.yaml", { ...one("Secret").stringData })).toThrow("metrics.token must be");
    const token = randomBytes(32).toString("base64");
    const { metrics, http } = readConfig(config, "redrive.yaml", { ...one("Secret").stringData, METRICS_TOKEN: token });
    expect(metrics).toEqual({ token, from: null, worker: { host: "0.0.0.0", port: 4401 } });
    expect(http.port).toBe(4400);
  });

  test("its configuration names no variable that its secret lacks", () => {
    const config = one("ConfigMap").data?.["redrive.yaml"] ?? "";
    const secrets = Object.keys(one("Secret").stringData ?? {});
    expect([...config.matchAll(/\$\{(\w+)/g)].filter(([, name = ""]) => !secrets.includes(name))).toEqual([]);
  });
});

test("compose.yaml runs console and worker alike, without privilege, and leaves a worker its time", () => {
  const { services } = parse(read("compose.yaml"), { merge: true }) as { services: Record<string, object> };
  for (const name of ["console", "worker"])
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ["ALL"],
      stop_grace_period: "40s",
      environment: { REDRIVE_ROLE: name === "console" ? "web" : "worker" },
    });
});

test("the Dockerfile copies what is there, runs as nobody special and checks its health", () => {
  const text = read("Dockerfile");
  const copied = [...text.matchAll(/^COPY (?:--from=pages )?(?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) =>
    paths.replaceAll("/redrive/", "").split(" "),
  );
  expect(copied.filter((path) => path !== ".next" && !existsSync(path))).toEqual([]);
  const last = text.split(/^FROM /m).at(-1) ?? "";
  expect(last).toMatch(/^USER node$/m);
  expect(last).toMatch(/^HEALTHCHECK /m);
  expect(last).not.toMatch(/^RUN /m);
});
