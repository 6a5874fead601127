import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { makeCertificate } from "../../server/testing/certificate.ts";
import { demandPrograms, findProgram } from "../../server/testing/programs.ts";

/** The block of docs/guide/proxies.md, as it stands there. */
function guideBlock(): string {
  const block = /```nginx\n([^]*?)```/.exec(readFileSync("docs/guide/proxies.md", "utf8"))?.[1];
  if (!block) throw new Error("docs/guide/proxies.md has no block for nginx.");
  return block;
}

/** What a reader of the guide puts in its place: ports, names and files. Each must stand there. */
function filled(block: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [said, own]) => {
    if (!text.includes(said)) throw new Error(`The block for nginx does not say "${said}".`);
    return text.replaceAll(said, own);
  }, block);
}

/** Debian's nginx with the guide's configuration, in front of a console at `to`. `ca` vouches for it. */
export async function startNginx({ port, to, name }: { readonly port: number; readonly to: number; readonly name: string }) {
  demandPrograms(["nginx-light"]);
  const home = mkdtempSync(join(tmpdir(), "redrive-nginx-"));
  const certificate = makeCertificate();
  const block = filled(guideBlock(), {
    "127.0.0.1:4400": `127.0.0.1:${to}`,
    "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
    "redrive.shop.example": name,
    "/etc/ssl/redrive.pem": certificate.ca,
    "/etc/ssl/redrive.key": certificate.key,
  });
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${home}/${kind};`).join("\n");
  const file = join(home, "nginx.conf");
  const user = process.getuid?.() === 0 ? "user root;\n" : "";
  writeFileSync(
    file,
    `${user}daemon off;\npid ${home}/pid;\nerror_log stderr warn;\nworker_processes 1;\nevents {}\nhttp {\naccess_log off;\n${paths}\n${block}\n}\n`,
  );
  const program = spawn(findProgram("nginx-light") ?? "nginx", ["-c", file, "-p", home], { stdio: ["ignore", "inherit", "inherit"] });
  const isOpen = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => (socket.destroy(), resolve(true))).on("error", () => resolve(false));
    });
  for (const end = Date.now() + 10_000; !(await isOpen()); await delay(50))
    if (Date.now() > end || program.exitCode !== null) throw new Error("nginx did not start.");
  return {
    ca: readFileSync(certificate.ca),
    stop: async () => {
      program.kill("SIGTERM");
      if (program.exitCode === null) await once(program, "exit");
      certificate.remove();
      rmSync(home, { recursive: true });
    },
  };
}
