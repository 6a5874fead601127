import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, rmSync, writeFileSync } from "node:fs";

/** The server of the Debian package, without the wrapper that wants to be root. */
export const program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
const guard = "/usr/sbin/policy-rc.d";

/** Installs Debian's `rabbitmq-server`, and keeps the package from starting a broker of its own on the usual port. */
export function installRabbitMQ(): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    const install = "apt-get install rabbitmq-server";
    throw new Error(`RabbitMQ is missing. Install it (${install}), or name a running one in REDRIVE_TEST_RABBITMQ_URL.`);
  }
  const guarded = existsSync(guard);
  if (!guarded) {
    writeFileSync(guard, "#!/bin/sh\nexit 101\n");
    chmodSync(guard, 0o755);
  }
  try {
    const apt = (...options: string[]) =>
      execFileSync("/usr/bin/apt-get", ["-q", "-o", "DPkg::Lock::Timeout=300", ...options], {
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
        stdio: ["ignore", "ignore", "inherit"],
      });
    apt("update");
    apt("install", "-y", "--no-install-recommends", "rabbitmq-server");
  } finally {
    if (!guarded) rmSync(guard, { force: true });
  }
}
