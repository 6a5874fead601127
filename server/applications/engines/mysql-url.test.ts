import { expect, test } from "vitest";
import { ApplicationError } from "../port.ts";
import { toApplicationError } from "./mysql-errors.ts";
import { readMysqlUrl } from "./mysql-url.ts";

test("an address says where, who and how it is secured", () => {
  expect(readMysqlUrl("mysql://o%40x:p%2Fw@[::1]/shop?ssl-mode=VERIFY_IDENTITY&ssl-ca=/etc/ca.pem")).toEqual({
    host: "::1",
    port: 3306,
    user: "o@x",
    password: "p/w",
    database: "shop",
    tls: { mode: "verify_identity", ca: "/etc/ca.pem" },
  });
  expect(readMysqlUrl("mariadb://u@db:3307/shop")).toMatchObject({ port: 3307, password: "", tls: { mode: "disabled", ca: null } });
});

test.each([
  ["mysql://u:secret@db", "must name one database"],
  ["mysql://u:secret@db/a/b", "must name one database"],
  ["mysql://u:secret@db/%zz", "has a %"],
  ["mysql://u:secret@db/a?multipleStatements=true", '"multipleStatements" is not known'],
  ["mysql://u:secret@db/a?ssl-mode=maybe", "must have an ssl-mode of disabled, required"],
  ["mysql://u:secret@db/a?ssl-ca=/ca.pem", "nothing is checked by"],
])("%s: %s", (url, problem) => {
  const read = readMysqlUrl(url);
  expect(read).toEqual({ problem: expect.stringContaining(problem) });
  expect(JSON.stringify(read)).not.toContain("secret");
});

test("what a server says of values and passwords is left out of an error", () => {
  const said = (errno: number) => toApplicationError(Object.assign(new Error("Duplicate entry 'secret'"), { errno, code: "ER_SOME" }));
  expect([1205, 1040, 1045, 1290, 1049, 1146, 4711].map((errno) => said(errno).code)).toEqual([
    "busy",
    "busy",
    "denied",
    "denied",
    "away",
    "changed",
    "away",
  ]);
  expect(said(4711).message).toBe("It could not be asked (ER_SOME).");
  expect(toApplicationError("odd")).toBeInstanceOf(ApplicationError);
});
