import com.gruelbox.transactionoutbox.Dialect;
import com.gruelbox.transactionoutbox.Instantiator;
import com.gruelbox.transactionoutbox.Persistor;
import com.gruelbox.transactionoutbox.Submitter;
import com.gruelbox.transactionoutbox.ThreadLocalContextTransactionManager;
import com.gruelbox.transactionoutbox.TransactionManager;
import com.gruelbox.transactionoutbox.TransactionOutbox;
import com.gruelbox.transactionoutbox.TransactionOutboxEntry;
import com.gruelbox.transactionoutbox.TransactionOutboxListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** transaction-outbox of gruelbox. An event's unique request id is the name of the state that it comes to. */
public final class TransactionOutboxTables implements Main.Library {
  private static final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final ThreadLocalContextTransactionManager transactions;
  private final TransactionOutbox outbox;
  private final Map<String, String> ids = Main.ids();
  private volatile Duration ahead = Duration.ZERO;

  public static class Mail {
    public void send(String state) {
      if (refused.contains(state)) throw new IllegalStateException("no answer");
    }
  }

  public TransactionOutboxTables(String url) {
    transactions = TransactionManager.fromConnectionDetails("org.postgresql.Driver", url, null, null);
    outbox =
        TransactionOutbox.builder()
            .transactionManager(transactions)
            .persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
            .instantiator(Instantiator.using(type -> new Mail()))
            .submitter(Submitter.withExecutor(Runnable::run))
            .clockProvider(() -> Clock.offset(Clock.systemUTC(), ahead))
            .blockAfterAttempts(2)
            .listener(
                new TransactionOutboxListener() {
                  @Override
                  public void scheduled(TransactionOutboxEntry entry) {
                    ids.put(entry.getUniqueRequestId(), entry.getId());
                  }
                })
            .build();
  }

  @Override
  public Map<String, String> follow(String told) {
    if (told.equals("write")) write();
    refused.clear();
    if (told.equals("relay")) flush();
    return ids;
  }

  private void write() {
    refused.addAll(Set.of("failed", "unblocked"));
    for (var state : new String[] {"published", "failed", "unblocked"}) schedule(state);
    flush();
    refused.remove("unblocked");
    transactions.inTransaction(() -> outbox.unblock(ids.get("unblocked")));
    flush();
    refused.add("retried");
    schedule("retried");
    // No process takes it up: one that ends between the commit and its first try leaves such a row.
    var idle = TransactionOutbox.builder().transactionManager(transactions).persistor(Persistor.forDialect(Dialect.POSTGRESQL_9))
        .submitter((entry, work) -> ids.put("pending", entry.getId())).build();
    transactions.inTransaction(() -> idle.with().uniqueRequestId("pending").schedule(Mail.class).send("pending"));
  }

  private void schedule(String state) {
    transactions.inTransaction(() -> outbox.with().uniqueRequestId(state).schedule(Mail.class).send(state));
  }

  /** As if an hour had passed: each row is due again. */
  private void flush() {
    ahead = ahead.plusHours(1);
    outbox.flush();
  }
}
