import { expect, test } from "vitest";
import { readConfig } from "./read.ts";

const secret = "q8Vw2rT5yLx0Zk7Bn4Mj9Hd1";
const oidc = (issuer: string) => `signIn: { oidc: { issuer: "${issuer}", clientId: redrive, clientSecret: ${secret} } }`;
const from = (subnet: string) => `signIn: { proxy: { from: ["${subnet}"], secretHeader: x-s, secret: ${secret} } }`;
const read = (text: string, env = {}) => readConfig(text, "redrive.yaml", env);

test.each([
  ["nothing", "", "http://127.0.0.1:4400"],
  ["another port", "http: { port: 5000 }", "http://127.0.0.1:5000"],
  ["IPv6", 'http: { host: "::1" }', "http://[::1]:4400"],
  ["https of its own on this machine", "http: { host: localhost, port: 443, tls: { cert: c.pem, key: k.pem } }", "https://localhost"],
  [
    "an address of this machine that a proxy serves",
    "http: { url: https://localhost:8443, trustedProxies: [127.0.0.1] }",
    "https://localhost:8443",
  ],
  [
    "https of its own for a team",
    "signIn: {}\nhttp: { host: 0.0.0.0, url: https://redrive.shop.example/, tls: { cert: c, key: k } }",
    "https://redrive.shop.example",
  ],
  ["the same at a public address", "signIn: {}\nhttp: { host: 203.0.113.5, port: 443, tls: { cert: c, key: k } }", "https://203.0.113.5"],
  [
    "behind a proxy on this machine",
    "signIn: {}\nhttp: { url: https://redrive.shop.example, trustedProxies: [127.0.0.1] }",
    "https://redrive.shop.example",
  ],
  [
    "behind a proxy elsewhere",
    "signIn: {}\nhttp: { host: 10.0.0.5, url: https://redrive.shop.example, trustedProxies: [10.0.0.0/8] }",
    "https://redrive.shop.example",
  ],
  [
    "in a container behind a proxy",
    "signIn: {}\nhttp: { host: 0.0.0.0, url: https://redrive.shop.example, trustedProxies: [172.16.0.0/12] }",
    "https://redrive.shop.example",
  ],
  ["sign-in on this machine", "signIn: {}", "http://127.0.0.1:4400"],
  ["single sign-on to try it out", oidc("http://localhost:9000"), "http://127.0.0.1:4400"],
  ["single sign-on", `http: { url: https://redrive.shop.example }\n${oidc("https://id.shop.example")}`, "https://redrive.shop.example"],
  ["roles with sign-in", "signIn: {}\naccess: { grants: [{ role: viewer, groups: [all] }] }", "http://127.0.0.1:4400"],
])("%s is served", (_name, text, url) => {
  expect(read(text).http.url).toBe(url);
});

test("PORT of the environment reaches the address that people use, unless url says it", () => {
  expect(read("", { PORT: "5001" }).http).toMatchObject({ port: 5001, url: "http://127.0.0.1:5001" });
  expect(read("http: { url: http://localhost:8080 }", { PORT: "5001" }).http).toMatchObject({ port: 5001, url: "http://localhost:8080" });
});

const team = "signIn: {}\n";
test.each([
  ["http: { host: 0.0.0.0 }", "1:9  http.host must be 127.0.0.1, ::1 or localhost without signIn"],
  ['http: { host: "::" }', "1:9  http.host must be 127.0.0.1, ::1 or localhost without signIn"],
  ["http: { host: 10.0.0.5 }", "1:9  http.host must be 127.0.0.1, ::1 or localhost without signIn"],
  ["http: { url: https://redrive.shop.example }", "1:9  http.url must be an address of this machine"],
  [
    "http: { host: redrive.shop.example }",
    "1:9  http.host must be an IP address of this machine, 0.0.0.0 or :: for all of them, or localhost",
  ],
  ["access: { grants: [{ role: viewer, groups: [all] }] }", "1:11  access.grants mean nothing without signIn"],
  ["access: { roles: { exporter: { may: [message.export] } } }", "1:11  access.roles mean nothing without signIn"],
  [`${team}http: { host: 10.0.0.5 }`, "2:9  http.host is beyond this machine without TLS. Set http.tls, or have a proxy"],
  [`${team}http: { host: 10.0.0.5, url: https://r.example }`, "2:9  http.host is beyond this machine without TLS"],
  [`${team}http: { host: 10.0.0.5, trustedProxies: [10.0.0.0/8] }`, "2:9  http.host is beyond this machine without TLS"],
  [`${team}http: { host: 0.0.0.0, trustedProxies: [10.0.0.0/8] }`, "2:9  http.host is every address of this machine: say in http.url"],
  [`${team}http: { host: 0.0.0.0, tls: { cert: c, key: k } }`, "2:9  http.host is every address of this machine"],
  [`${team}http: { url: http://r.example, trustedProxies: [127.0.0.1] }`, "2:9  http.url must begin with https://: passwords"],
  [
    `${team}http: { host: 203.0.113.5, url: https://r.example, trustedProxies: [10.0.0.0/8] }`,
    "2:9  http.host is a public address without TLS",
  ],
  ["metrics: { worker: { host: 0.0.0.0, port: 9 } }", "1:22  metrics.worker.host must be 127.0.0.1 or ::1, unless metrics.token or"],
  ['metrics: { from: ["0.0.0.0/0"] }', "1:19  metrics.from.0 is too wide: whoever is in it is believed."],
  ["metrics: { from: [] }", "1:12  metrics.from"],
  ["metrics: { token: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa }", "1:12  metrics.token is a secret that can be guessed"],
  ["http: { url: http://localhost, tls: { cert: c, key: k } }", "1:9  http.url must begin with https://, since http.tls is set"],
  [
    `http: { url: https://r.example }\n${oidc("http://id.example")}`,
    "2:19  signIn.oidc.issuer must begin with https://, unless it is on this machine",
  ],
  [`http: { url: http://r.example }\n${oidc("https://id.example")}`, "1:9  http.url must begin with https:// for single sign-on"],
  [
    "http: { url: https://r.example/redrive }",
    "1:9  http.url must end after host and port, as https://r.example: the console is served at the root",
  ],
  ["http: { url: 'https://r.example/?' }", "1:9  http.url must end after host and port"],
  ["http: { url: https://u:p@r.example }", "1:9  http.url must not hold a user or a password"],
  ["http: { url: redrive.shop.example }", "1:9  http.url must be the address that people use, such as https://"],
  ["http: { url: 'javascript:alert(1)' }", "1:9  http.url must be the address that people use, such as https://"],
  ["http: { tls: { cert: c } }", "http.tls.key is missing"],
  [from("0.0.0.0/0"), "1:27  signIn.proxy.from.0 is too wide"],
  [from("::/0"), "signIn.proxy.from.0 is too wide"],
  [from("128.0.0.0/1"), "signIn.proxy.from.0 is too wide"],
  [from("::ffff:0:0/96"), "signIn.proxy.from.0 must be an IPv4 address in its own form"],
  ["http: { trustedProxies: [0.0.0.0/0] }", "http.trustedProxies.0 is too wide: whoever is in it is believed"],
  ['http: { trustedProxies: ["::/0"] }', "http.trustedProxies.0 is too wide"],
  ["http: { trustedProxies: [0.0.0.0/1, 128.0.0.0/1] }", "http.trustedProxies.1 is too wide"],
])("%s is refused", (text, says) => {
  expect(() => read(text)).toThrow(says);
});

test.each([
  "changemechangemechangeme",
  "change-me-change-me-change-me",
  "secretsecretsecretsecret",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  "abababababababababababab",
  "abcdefghijklmnopqrstuvwxyz",
  "1234567890-1234567890-12345",
  "my-super-secret-client-secret-1",
  "r4nd0m-r4nd0m-r4nd0m-r4nd0m",
  "your-oidc-client-secret-here",
])("the secret %s is refused, and not repeated", (weak) => {
  const told = (text: string) => {
    try {
      read(text);
    } catch (error) {
      return String(error);
    }
    return "accepted";
  };
  const slack = `channels: { oncall: { kind: slack, token: xoxb, channel: C024BE91L, signingSecret: "${weak}" } }`;
  for (const text of [oidc("https://id").replace(secret, weak), from("10.0.0.0/8").replace(secret, weak), slack]) {
    expect(told(text)).toMatch(/ecret is a secret that can be guessed: make one with openssl rand -base64 32/);
    expect(told(text)).not.toContain(weak);
  }
});

test.each([
  "5f2b1c9e7a4d8036be91f7c2", // hex
  "8Q~kL2_xYz9.Wv3Rt7Uo1Pq5Sa4Df6Gh",
  "GOCSPX-a8Jd72kLmQ0pXz9RtYw3B",
  "secret_9fJ2kLm4Qp7Xz1Rt8Yw3",
  "correct horse battery staple",
])("the secret %s is taken", (strong) => {
  expect(read(from("10.0.0.0/8").replace(secret, `"${strong}"`)).signIn?.proxy?.secret).toBe(strong);
});

test("a signing secret of Slack is as long as those that Slack makes", () => {
  const slack = (signingSecret: string) =>
    `channels: { oncall: { kind: slack, token: xoxb, channel: C024BE91L, signingSecret: ${signingSecret} } }`;
  expect(() => read(slack("sign"))).toThrow("redrive.yaml:1:69  channels.oncall.signingSecret must be at least 24 characters long");
  expect(read(slack("3f9c1b7e5a2d8046e1c7b5f09a4d2863")).channels).toHaveLength(1);
});

test("a worker may serve its metrics beyond its machine once a rule says who may read them", () => {
  const worker = "worker: { host: 0.0.0.0, port: 9 }";
  expect(read(`metrics: { ${worker}, token: ${secret} }`).metrics.worker).toEqual({ host: "0.0.0.0", port: 9 });
  expect(read(`metrics: { ${worker}, from: [10.0.0.0/8] }`).metrics.from).toEqual(["10.0.0.0/8"]);
});
