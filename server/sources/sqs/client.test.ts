import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";

test("requests are signed for the region and by the key that redrive.yaml names", async () => {
  const signed: string[] = [];
  const server = createServer(({ headers }, answer) => {
    signed.push(/Credential=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.replace(/\d{8}/, "day") ?? "");
    answer.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const [region, accessKeyId] of [
    ["eu-west-1", "one"],
    ["us-east-2", "other"],
  ] as const) {
    const client = createClient("shop", { region, endpoint, accessKeyId, secretAccessKey: "secret" });
    await client.send(new ListQueuesCommand({}));
    client.destroy();
  }
  expect(signed).toEqual(["one/day/eu-west-1/sqs/aws4_request", "other/day/us-east-2/sqs/aws4_request"]);
});
