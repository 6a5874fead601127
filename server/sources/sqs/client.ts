import { SQSClient } from "@aws-sdk/client-sqs";
import type { SqsOptions } from "./options.ts";
import { keepProto } from "./proto-name.ts";

export function createClient({ region, endpoint, accessKeyId, secretAccessKey }: SqsOptions): SQSClient {
  const client = new SQSClient({
    region,
    // A send that is tried again by itself may double: an outcome that is not known is said to be.
    maxAttempts: 1,
    requestHandler: { requestTimeout: 30_000, connectionTimeout: 5_000, throwOnRequestTimeout: true },
    ...(endpoint ? { endpoint } : {}),
    ...(accessKeyId && secretAccessKey ? { credentials: { accessKeyId, secretAccessKey } } : {}),
  });
  keepProto(client);
  return client;
}
