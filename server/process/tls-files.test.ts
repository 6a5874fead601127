import { copyFileSync, mkdtempSync, rmSync, unwatchFile, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { makeCertificate } from "../testing/certificate.ts";
import { readTlsFiles, watchTlsFiles } from "./tls-files.ts";

function files() {
  const home = mkdtempSync(join(tmpdir(), "redrive-tls-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return { cert: join(home, "cert.pem"), key: join(home, "key.pem") };
}

test("a file that is not there is named with its key", () => {
  const { cert, key } = files();
  expect(() => readTlsFiles({ cert, key })).toThrow(`http.tls.cert: the file "${cert}" cannot be read.`);
  writeFileSync(cert, "x");
  expect(() => readTlsFiles({ cert, key })).toThrow(`http.tls.key: the file "${key}" cannot be read.`);
});

test("what is no certificate with its key is refused", () => {
  const { cert, key } = files();
  writeFileSync(cert, "-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n");
  writeFileSync(key, "s3cret");
  expect(() => readTlsFiles({ cert, key })).toThrow(`http.tls: ${cert} and ${key} are no PEM certificate with its key.`);
});

test("what was written and cannot be used is logged, and taken once it can be", async () => {
  const [first, second] = [makeCertificate("first"), makeCertificate("second")];
  onTestFinished(() => [first, second].forEach((one) => one.remove()));
  const { cert, key } = files();
  copyFileSync(first.ca, cert);
  copyFileSync(first.key, key);
  const [changed, info, warn] = [vi.fn(), vi.fn(), vi.fn()];
  watchTlsFiles({ cert, key }, changed, { log: { info, warn }, everyMs: 20 });
  onTestFinished(() => [cert, key].forEach((file) => unwatchFile(file)));
  // The key of the one with the certificate of the other, as while both are being written. Again and again: the watch may not have begun yet.
  const seen = () => {
    copyFileSync(second.key, key);
    expect(warn).toHaveBeenCalled();
  };
  await vi.waitFor(seen, { timeout: 10_000 });
  expect(changed).not.toHaveBeenCalled();
  copyFileSync(second.ca, cert);
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), { timeout: 10_000 });
  expect(changed).toHaveBeenLastCalledWith(readTlsFiles({ cert, key }));
});
