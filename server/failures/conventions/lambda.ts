import { lastTry, newErrors, newEvidence, newOrigin } from "../evidence.ts";
import type { Evidence, FailedMessage } from "../failure.ts";
import { headerText, presentNames, propertyText } from "../read-header.ts";
import { at, bodyJson, rawAt, textAt } from "../read-json.ts";
import { printLambdaTrace, typeOf } from "../stacks/lambda.ts";
import { takeOut } from "../take-out.ts";
import { timeOf } from "../../text/time.ts";

const attributes = ["RequestID", "ErrorCode", "ErrorMessage"];

const requestId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The dead-letter queue of an asynchronous Lambda invocation: three attributes, all always there (AWS, "Capturing records of Lambda asynchronous
 * invocations": the request's id, the HTTP status, the first 1 KB of the error); the body is the event. Attempts are not carried.
 */
export function readLambdaQueue(message: FailedMessage): Evidence | null {
  const code = headerText(message, "ErrorCode");
  const text = headerText(message, "ErrorMessage");
  if (!requestId.test(headerText(message, "RequestID") ?? "") || !/^[1-5]\d\d$/.test(code ?? "") || text === null) return null;
  const headers = presentNames(message, attributes);
  const diedAt = timeOf(propertyText(message, "SentTimestamp"));
  const errors = newErrors(code === "200" ? null : `HTTP ${code}`, text);
  return newEvidence("Lambda dead-letter queue", {
    headers,
    strips: headers,
    errors,
    attempts: lastTry({ at: diedAt, error: errors[0], source: "ErrorMessage" }),
    diedAt,
  });
}

/** Lambda's on-failure destination: a record that holds the event as `requestPayload`. Its invoke count is approximate, so not told. */
export function readLambdaDestination(message: FailedMessage): Evidence | null {
  const body = bodyJson(message);
  const handler = textAt(body, "requestContext", "functionArn");
  const condition = textAt(body, "requestContext", "condition");
  // API Gateway's events have a request context too.
  if (handler === null || condition === null || at(body, "requestPayload") === undefined) return null;
  const response = at(body, "responsePayload");
  const errors = newErrors(typeOf(response), textAt(response, "errorMessage"), printLambdaTrace(response));
  const diedAt = timeOf(textAt(body, "timestamp"));
  return newEvidence("Lambda on-failure destination", {
    errors,
    attempts: lastTry({ at: diedAt, where: handler, error: errors[0], source: "responsePayload" }),
    origin: newOrigin({ handler }),
    reason: condition,
    diedAt,
    ...takeOut(message, rawAt(body, "requestPayload"), "Lambda wraps the event in a record; the function gets the event."),
  });
}
