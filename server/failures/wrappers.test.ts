import { expect, it } from "vitest";
import { deadLetter, noRules } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";

const rules = { ...noRules, headers: { errorType: "x-type", errorText: "x-text", stack: "x-stack" } };
const diagnose = (headers: Record<string, string>) => diagnoseMessage(deadLetter(headers, { body: {} }), rules);
const wrapper = "java.lang.reflect.InvocationTargetException";

it.each([[{}], [{ "x-text": "null" }], [{ "x-text": wrapper }]])(
  "a wrapper alone is no answer, whatever stands for its text: %j",
  (text) => {
    expect(diagnose({ "x-type": wrapper, ...text })).toMatchObject({
      category: "unknown",
      errorText: null,
      title: "Unknown error inside InvocationTargetException",
      evidence: ["Only a wrapper is carried, InvocationTargetException; the error inside it is not."],
    });
  },
);

it("a text that is carried is told", () => {
  expect(
    diagnose({ "x-type": "java.util.concurrent.ExecutionException", "x-text": "java.net.SocketTimeoutException: Read timed out" }),
  ).toMatchObject({
    category: "timeout",
    title: "ExecutionException",
  });
});

it("whatever a wrapper wraps names the failure", () => {
  const stack =
    "io.smallrye.reactive.messaging.ProcessingException: SRMSG00103\n\tat io.smallrye.X.y(X.java:1)\nCaused by: java.lang.reflect.InvocationTargetException\n\tat java.base/java.lang.reflect.Method.invoke(Method.java:1)\nCaused by: java.net.SocketTimeoutException: Read timed out\n\tat java.base/java.net.Socket.read(Socket.java:1)\n";
  expect(diagnose({ "x-stack": stack })).toMatchObject({ category: "timeout", errorType: "java.net.SocketTimeoutException" });
  const odd = "java.lang.reflect.InvocationTargetException\n\tat a.b.C.d(C.java:1)\nCaused by: com.google.Odd: x\n\tat a.b.C.e(C.java:2)\n";
  expect(diagnose({ "x-stack": odd }).title).toBe("Odd in C.e");
});
