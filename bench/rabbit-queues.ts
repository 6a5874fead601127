import { connect } from "amqplib";

/** With a channel that confirms, on a connection of its own. */
export async function onChannel<T>(
  url: string,
  use: (channel: Awaited<ReturnType<Awaited<ReturnType<typeof connect>>["createConfirmChannel"]>>) => Promise<T>,
) {
  const connection = await connect(url);
  try {
    return await use(await connection.createConfirmChannel());
  } finally {
    await connection.close();
  }
}

export function declare(url: string, queues: readonly string[]): Promise<void> {
  return onChannel(url, async (channel) => {
    for (const queue of queues) await channel.assertQueue(queue, { durable: true });
  });
}

export function purge(url: string, queue: string): Promise<void> {
  return onChannel(url, async (channel) => {
    await channel.purgeQueue(queue);
  });
}
