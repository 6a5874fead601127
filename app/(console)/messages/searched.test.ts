import { expect, test } from "vitest";
import { parseFilter } from "@/server/messages/filter";
import { searchedWords, widerSearches } from "./searched";

test("an empty result names what was looked at for each word", () => {
  expect(searchedWords('queue:a refund -other body:"x y" header.x-trace-id:7 payload.carrier:dhl payload.payload.id:1')).toEqual([
    "“refund” was looked for in error texts (their first 200 characters) and titles of failures, and as a whole event id or key; not in bodies or headers.",
    "“x y” was looked for in the text of bodies, as the Payload tab shows it.",
    "“7” was looked for as the value of header.x-trace-id, a header or property; * stands for anything.",
    `“dhl” was looked for as the value of payload.carrier, from the root of the body as the Payload tab shows it; * stands for anything. A field within the body's own "payload" is payload.payload.carrier.`,
    "“1” was looked for as the value of payload.payload.id, from the root of the body as the Payload tab shows it; * stands for anything.",
  ]);
  expect(searchedWords("queue:a age:>1h")).toEqual([]);
});

test("free text is offered as a search of bodies and of headers, the rest of the filter stays", () => {
  expect(widerSearches("queue:a age:>1h")).toEqual([]);
  expect(widerSearches("queue:a -not.this")).toEqual([]);
  const [bodies, headers] = widerSearches('queue:a "card expired" -other 7');
  expect(bodies?.filter).toBe('queue:a body:"card expired" -other body:7');
  expect(headers?.filter).toBe('queue:a header.*:"*card expired*" -other header.*:*7*');
  for (const { filter } of widerSearches('"a:b" "<5" -x "注文"'))
    expect(parseFilter(filter)).toMatchObject({ mistakes: [], terms: { length: 4 } });
});
