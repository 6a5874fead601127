import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demandPrograms } from "./programs.ts";

/**
 * A certificate for 127.0.0.1 and localhost that only itself vouches for. `ca` (which is the certificate) and `key` are PEM files, `pfx` holds both and opens
 * with "secret". The caller removes it.
 */
export function makeCertificate(name = "test"): { readonly ca: string; readonly key: string; readonly pfx: Buffer; remove(): void } {
  demandPrograms(["openssl"]);
  const home = mkdtempSync(join(tmpdir(), "redrive-certificate-"));
  const [ca, key, store] = [join(home, "ca.pem"), join(home, "key.pem"), join(home, "store.p12")];
  const openssl = (...words: string[]) => execFileSync("openssl", words, { stdio: "ignore" });
  const names = ["-subj", `/CN=${name}`, "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:redrive.shop.example"];
  openssl("req", "-x509", "-newkey", "rsa:2048", "-noenc", "-days", "30", "-keyout", key, "-out", ca, ...names);
  openssl("pkcs12", "-export", "-inkey", key, "-in", ca, "-passout", "pass:secret", "-out", store);
  return { ca, key, pfx: readFileSync(store), remove: () => rmSync(home, { recursive: true }) };
}

/** A certificate and its key, as files. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** An authority of one's own, what it has signed (a server on 127.0.0.1, a client), and a client that another one signed. The caller removes them. */
export interface Authority {
  readonly ca: string;
  readonly server: KeyPair;
  readonly client: KeyPair;
  readonly stranger: KeyPair;
  remove(): void;
}

export function makeAuthority(): Authority {
  demandPrograms(["openssl"]);
  const home = mkdtempSync(join(tmpdir(), "redrive-authority-"));
  const make = (name: string, ...more: string[]): KeyPair => {
    const [cert, key] = [join(home, `${name}.pem`), join(home, `${name}.key`)];
    const words = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name}`,
      "-keyout",
      key,
      "-out",
      cert,
      ...more,
    ];
    execFileSync("openssl", words, { stdio: "ignore" });
    // A broker reads it as another user.
    chmodSync(key, 0o644);
    return { cert, key };
  };
  chmodSync(home, 0o755);
  const authority = make("authority");
  const by = ["-CA", authority.cert, "-CAkey", authority.key, "-addext", "basicConstraints=critical,CA:false"];
  return {
    ca: authority.cert,
    server: make("server", ...by, "-addext", "subjectAltName=IP:127.0.0.1"),
    client: make("client", ...by),
    stranger: make("stranger"),
    remove: () => rmSync(home, { recursive: true }),
  };
}
