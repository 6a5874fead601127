import jakarta.persistence.EntityManager;
import java.sql.DriverManager;
import java.util.Map;
import org.axonframework.common.jpa.SimpleEntityManagerProvider;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.Transaction;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.deadletter.jdbc.GenericDeadLetterTableFactory;
import org.axonframework.eventhandling.deadletter.jdbc.JdbcSequencedDeadLetterQueue;
import org.axonframework.eventhandling.deadletter.jpa.DeadLetterEntry;
import org.axonframework.eventhandling.deadletter.jpa.JpaSequencedDeadLetterQueue;
import org.axonframework.messaging.deadletter.Decisions;
import org.axonframework.messaging.deadletter.GenericDeadLetter;
import org.axonframework.messaging.deadletter.SequencedDeadLetterQueue;
import org.axonframework.serialization.json.JacksonSerializer;
import org.hibernate.boot.model.naming.CamelCaseToUnderscoresNamingStrategy;
import org.hibernate.cfg.Configuration;

/** Dead letters of Axon Framework 4, by JDBC and by JPA as Spring Boot names its tables. */
public final class AxonTables implements Main.Library {
  private final String url;

  public AxonTables(String url) {
    this.url = url;
  }

  @Override
  public Map<String, String> follow(String told) throws Exception {
    if (told.equals("jdbc")) byJdbc();
    else byJpa();
    return Map.of();
  }

  private void byJdbc() throws Exception {
    var bytea =
        new GenericDeadLetterTableFactory() {
          @Override
          protected String serializedDataType() {
            return "BYTEA";
          }
        };
    var json = JacksonSerializer.defaultSerializer();
    var queue =
        JdbcSequencedDeadLetterQueue.<EventMessage<?>>builder()
            .processingGroup("billing")
            .connectionProvider(() -> DriverManager.getConnection(url))
            .transactionManager(NoTransactionManager.INSTANCE)
            .genericSerializer(json)
            .eventSerializer(json)
            .build();
    queue.createSchema(bytea);
    enqueue(queue);
  }

  private void byJpa() {
    EntityManager manager =
        new Configuration()
            .addAnnotatedClass(DeadLetterEntry.class)
            .setPhysicalNamingStrategy(new CamelCaseToUnderscoresNamingStrategy())
            .setProperty("hibernate.connection.url", url)
            .setProperty("hibernate.hbm2ddl.auto", "create")
            .buildSessionFactory()
            .createEntityManager();
    var json = JacksonSerializer.defaultSerializer();
    enqueue(
        JpaSequencedDeadLetterQueue.<EventMessage<?>>builder()
            .processingGroup("billing")
            .entityManagerProvider(new SimpleEntityManagerProvider(manager))
            .transactionManager(() -> begin(manager))
            .genericSerializer(json)
            .eventSerializer(json)
            .build());
  }

  private static Transaction begin(EntityManager manager) {
    var transaction = manager.getTransaction();
    // One within another joins it.
    boolean own = !transaction.isActive();
    if (own) transaction.begin();
    return new Transaction() {
      @Override
      public void commit() {
        if (own) transaction.commit();
      }

      @Override
      public void rollback() {
        if (own) transaction.rollback();
      }
    };
  }

  /** One failed, one waits behind it, one failed again when it was tried again, and one was done then. */
  private static void enqueue(SequencedDeadLetterQueue<EventMessage<?>> queue) {
    var failure = new java.net.SocketTimeoutException("no answer");
    for (var key : new String[] {"ord-7", "ord-8", "ord-9"}) queue.enqueue(key, new GenericDeadLetter<>(key, event(key), failure));
    queue.enqueueIfPresent("ord-7", () -> new GenericDeadLetter<>("ord-7", event("ord-7")));
    queue.process(letter -> letter.message().getPayload().equals("ord-8"), letter -> Decisions.requeue(new IllegalStateException("still no answer")));
    queue.process(letter -> letter.message().getPayload().equals("ord-9"), letter -> Decisions.evict());
  }

  private static EventMessage<?> event(String order) {
    return GenericEventMessage.asEventMessage(order);
  }
}
