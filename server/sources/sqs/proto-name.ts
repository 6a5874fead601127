import type { SQSClient } from "@aws-sdk/client-sqs";

const lost = '"__proto__":';
/** No attribute can have this name. */
const kept = "__proto__ ";

/** The SDK drops what an attribute named "__proto__" holds: it arrives under another name, which `trueName` turns back. */
export function keepProto(client: SQSClient): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const response = result.response as { body?: AsyncIterable<Uint8Array> };
      if (response.body === undefined) return result;
      const chunks: Uint8Array[] = [];
      for await (const chunk of response.body) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      // An unescaped quote after it: this is a name, never within a text.
      const body = bytes.includes(lost) ? Buffer.from(bytes.toString("utf8").replaceAll(lost, `"${kept}":`)) : bytes;
      return { ...result, response: { ...response, body } };
    },
    { step: "deserialize", priority: "low" },
  );
}

export function trueName(name: string): string {
  return name === kept ? "__proto__" : name;
}
