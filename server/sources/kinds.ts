import { jobTable } from "./job-table/options.ts";
import { kafka } from "./kafka/options.ts";
import { memory } from "./memory/options.ts";
import { rabbitmq } from "./rabbitmq/options.ts";
import { sqs } from "./sqs/options.ts";

/** Every kind of source, in the order in which they are offered; `adapters.ts` has the adapter of each. */
export const kinds = [rabbitmq, sqs, kafka, jobTable, memory] as const;
export type Kind = (typeof kinds)[number];
