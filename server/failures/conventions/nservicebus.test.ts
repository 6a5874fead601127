import { expect, it } from "vitest";
import { deadLetter } from "../../testing/heads.ts";
import { readNServiceBus } from "./nservicebus.ts";

const failed = {
  "NServiceBus.MessageId": "8f3c",
  "NServiceBus.FailedQ": "Sales@MACHINE",
  "NServiceBus.TimeOfFailure": "2026-11-23 02:50:42:123456 Z",
  "NServiceBus.ExceptionInfo.ExceptionType": "System.InvalidOperationException",
  "NServiceBus.ExceptionInfo.InnerExceptionType": "System.TimeoutException",
  "NServiceBus.ExceptionInfo.Message": "cannot ship",
  "NServiceBus.Retries": "3",
};

it("reads the failure with its own way to write a time", () => {
  expect(readNServiceBus(deadLetter(failed))).toMatchObject({
    errors: [{ type: "System.TimeoutException" }, { type: "System.InvalidOperationException", text: "cannot ship" }],
    origin: { queue: "Sales" },
    diedAt: new Date("2026-11-23T02:50:42.123Z"),
    attempts: [{ after: 0 }],
  });
});

it("does not take delayed retries for attempts", () => {
  expect(readNServiceBus(deadLetter(failed))?.tries).toBeNull();
});

it("strips what ServiceControl strips and keeps the message's own headers", () => {
  const strips = readNServiceBus(deadLetter(failed))?.strips;
  expect(strips).toContain("NServiceBus.Retries");
  expect(strips).not.toContain("NServiceBus.MessageId");
});

it("is silent on a live message", () => {
  expect(readNServiceBus(deadLetter({ "NServiceBus.MessageId": "8f3c" }))).toBeNull();
});
