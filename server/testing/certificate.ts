import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandPrograms } from "./programs.ts";

/** A certificate for 127.0.0.1 that only itself vouches for; `pfx` opens with "secret", `ca` is a file. The caller removes it. */
export function makeCertificate(): { readonly ca: string; readonly pfx: Buffer; remove(): void } {
  demandPrograms(["default-jre-headless"]);
  const home = mkdtempSync(join(tmpdir(), "redrive-certificate-"));
  const [store, ca] = [join(home, "store.p12"), join(home, "ca.pem")];
  const keytool = (...words: string[]) =>
    execFileSync("keytool", [...words, "-alias", "own", "-keystore", store, "-storepass", "secret"], { stdio: "ignore" });
  keytool("-genkeypair", "-keyalg", "RSA", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1", "-storetype", "PKCS12");
  keytool("-exportcert", "-rfc", "-file", ca);
  return { ca, pfx: readFileSync(store), remove: () => rmSync(home, { recursive: true }) };
}
