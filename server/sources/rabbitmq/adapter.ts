import type { Opening } from "../source-kind.ts";
import { createRabbitMQ } from "./create.ts";
import { rabbitmqCodec } from "./head.ts";
import type { rabbitmq } from "./options.ts";

export const rabbitmqAdapter = {
  codec: rabbitmqCodec,
  open: ({ name, queues, ...options }: Opening<typeof rabbitmq>) =>
    createRabbitMQ({ ...options, source: name, queues: queues.map((queue) => queue.name) }),
};
