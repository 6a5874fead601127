import { type DatabaseSetupConfig, DatabaseSetup, getDisabledLogger, initializePollingMessageListener } from "pg-transactional-outbox";
import type postgres from "postgres";

type Name = "outbox" | "inbox";

const schema = "public";
const nextOf = (name: Name) => `next_${name}_messages`;

/** Makes the table that the real library does, with what its polling listener needs. */
export async function createMessages(sql: postgres.Sql, name: Name): Promise<void> {
  const config: DatabaseSetupConfig = { outboxOrInbox: name, database: "", schema, table: name, listenerRole: "" };
  await sql.unsafe(DatabaseSetup.dropAndCreateTable(config));
  await sql.unsafe(DatabaseSetup.setupPollingIndexes({ ...config, nextMessagesName: nextOf(name) }));
  await sql.unsafe(DatabaseSetup.createPollingFunction({ ...config, nextMessagesName: nextOf(name) }));
}

/** Messages as an application writes them, by the library's columns. Each stands for itself: none waits for another. */
export async function writeMessages(sql: postgres.Sql, name: Name, messages: readonly { readonly id: string; readonly key: string }[]) {
  const rows = messages.map(({ id, key }) => ({
    id,
    aggregate_type: "order",
    aggregate_id: key,
    message_type: "OrderPlaced",
    segment: id,
    payload: sql.json({ orderId: key, html: "<script>alert(1)</script>" }),
  }));
  await sql`insert into ${sql(name)} ${sql(rows)}`;
}

/**
 * The real polling listener, until it is closed: it gives each message to `handle`, and gives up one that failed twice. `isPatient`: it tries this one
 * for ever.
 */
export function openListener(
  url: string,
  name: Name,
  handle: (id: string) => void,
  isPatient: (id: string) => boolean = () => false,
): () => Promise<void> {
  const [close] = initializePollingMessageListener(
    {
      outboxOrInbox: name,
      dbListenerConfig: { connectionString: url },
      settings: {
        dbSchema: schema,
        dbTable: name,
        enableMaxAttemptsProtection: true,
        enablePoisonousMessageProtection: true,
        nextMessagesFunctionName: nextOf(name),
        nextMessagesPollingIntervalInMs: 50,
        nextMessagesLockInMs: 300,
      },
    },
    { handle: async ({ id }) => handle(id) },
    getDisabledLogger(),
    { messageRetryStrategy: ({ id, finishedAttempts }) => isPatient(id) || finishedAttempts < 2 },
  );
  return close;
}
