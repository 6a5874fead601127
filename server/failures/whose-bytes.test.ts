import { describe, expect, it } from "vitest";
import { deadLetter, noRules } from "../testing/heads.ts";
import { diagnoseMessage } from "./diagnose.ts";

const rules = { ...noRules, headers: { stack: "x-stack", errorType: "x-type", errorText: "x-text" } };
const good = { eventType: "InvoiceRaised", eventId: "i-1" };
const diagnose = (stack: string, body: unknown = good) => diagnoseMessage(deadLetter({ "x-stack": stack }, { body }), rules);
const judge = (stack: string, body: unknown = good) => diagnose(stack, body).category;

const own = "\tat dev.meadow.billing.RatesClient.fetch(RatesClient.java:41)";
const jackson = "com.fasterxml.jackson.core.JsonParseException: Unexpected character ('<' (code 60))";
const decoder = "\tat com.fasterxml.jackson.databind.ObjectMapper.readValue(ObjectMapper.java:3723)";
const java = (frame: string) => `${jackson}\n${decoder}\n\tat ${frame}\n${own}\n`;
const node = (frame: string) =>
  `SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON\n    at JSON.parse (<anonymous>)\n    at ${frame}\n    at charge (/srv/app/dist/charge.js:31:11)`;
const python = (file: string, head = "json.decoder.JSONDecodeError") =>
  `Traceback (most recent call last):\n  File "/srv/app/gateway.py", line 14, in fetch\n    return get(url).json()\n  File "/srv/.venv/lib/python3.12/site-packages/${file}", line 9, in json\n    return loads(x)\n${head}: Expecting value: line 1 column 1 (char 0)\n`;
const net = (frame: string) =>
  `System.Text.Json.JsonException: '<' is an invalid start of a value.\n   at System.Text.Json.JsonSerializer.Deserialize(Stream x)\n   at ${frame}\n   at Meadow.Rates.Fetch(String c) in /src/Rates.cs:line 19`;

const answers: Readonly<Record<string, string>> = {
  RestTemplate: java("org.springframework.web.client.RestTemplate.doExecute(RestTemplate.java:889)"),
  WebClient: java("org.springframework.web.reactive.function.client.DefaultWebClient.exchange(DefaultWebClient.java:2)"),
  Feign: java("feign.jackson.JacksonDecoder.decode(JacksonDecoder.java:2)"),
  OkHttp: java("okhttp3.internal.connection.RealCall.execute(RealCall.kt:2)"),
  Retrofit: java("retrofit2.OkHttpCall.parseResponse(OkHttpCall.java:243)"),
  "HttpClient of Apache": java("org.apache.http.impl.client.CloseableHttpClient.execute(CloseableHttpClient.java:2)"),
  undici: node("parseJSONFromBytes (node:internal/deps/undici/undici:6571:19)"),
  axios: node("transformResponse (/srv/app/node_modules/axios/dist/node/axios.cjs:1:2)"),
  "node-fetch": node("Response.json (/srv/app/node_modules/node-fetch/lib/index.js:1:2)"),
  got: node("parseBody (/srv/app/node_modules/got/dist/source/core/response.js:1:2)"),
  requests: python("requests/models.py", "requests.exceptions.JSONDecodeError"),
  "requests, older": python("requests/models.py"),
  httpx: python("httpx/_models.py"),
  aiohttp: python("aiohttp/client_reqrep.py"),
  "HttpClient of .NET": net("System.Net.Http.Json.HttpContentJsonExtensions.ReadFromJsonAsync[T](HttpContent content)"),
  Refit: net("Refit.SystemTextJsonContentSerializer.FromHttpContentAsync[T](HttpContent c)"),
  "node-fetch, by its text":
    "FetchError: invalid json response body at https://rates/ reason: Unexpected token < in JSON at position 0\n    at x (/srv/app/dist/a.js:3:1)",
};

it.each([
  ["org.xml.sax.SAXParseException", "Content is not allowed in prolog."],
  ["UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"],
])("%s is not blamed on a body that is whole JSON", (type, text) => {
  const verdict = (body: string | Buffer) => diagnoseMessage(deadLetter({ "x-type": type, "x-text": text }, { body }), rules).verdict;
  expect(verdict('{"a":1}')).toBe("unknown");
  expect(verdict(Buffer.from([0xff, 0x7b]))).toBe("poison");
});

describe("an answer that a client could not read", () => {
  it.each(Object.entries(answers))("of %s is no fault of the message", (_, stack) => {
    expect(diagnose(stack)).toMatchObject({ category: "downstream_answer", verdict: "unknown" });
  });

  it("says so", () => {
    expect(diagnose(answers.undici ?? "").evidence[0]).toMatch(
      /A client read an answer when it was thrown, so it is not about this message's bytes\.$/,
    );
  });

  it("is another group than the same reader's trouble with the message", () => {
    const bad = `${jackson}\n${decoder}\n${own}\n`;
    expect(diagnose(answers.Feign ?? "").fingerprint).not.toBe(diagnose(bad, "{").fingerprint);
  });
});

describe("a reader without a client", () => {
  const bad = `${jackson}\n${decoder}\n${own}\n`;

  it.each([["{ "], ['{"eventId": NaN}'], ["\ufeff{}"], ["<html>"], [Buffer.from("1f8b08", "hex")], [Buffer.from([0xff, 0xfe, 0x7b, 0])]])(
    "is the message's poison where its body is no JSON: %j",
    (body) => {
      expect(diagnose(bad, body)).toMatchObject({ category: "deserialization", verdict: "poison" });
    },
  );

  it("and a body that is JSON leaves open whose text it was", () => {
    expect(diagnose(bad)).toMatchObject({ category: "unknown", verdict: "unknown" });
    expect(diagnose(bad).evidence[0]).toContain("Whose text it was is not carried.");
    expect(diagnose(bad).fingerprint).not.toBe(diagnose(bad, "{").fingerprint);
  });

  it("of JSON in another shape is the message's poison", () => {
    const shape = `com.fasterxml.jackson.databind.exc.MismatchedInputException: Cannot deserialize value of type int\n${decoder}\n${own}\n`;
    expect(judge(shape)).toBe("deserialization");
  });

  it("is the message's poison though a poller's frames lie beneath the handler", () => {
    const polled = `${bad}\tat org.apache.http.impl.client.CloseableHttpClient.poll(CloseableHttpClient.java:2)\n`;
    expect(judge(polled, "{")).toBe("deserialization");
  });
});
