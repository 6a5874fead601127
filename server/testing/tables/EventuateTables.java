import io.eventuate.common.id.ApplicationIdGenerator;
import io.eventuate.common.jdbc.EventuateCommonJdbcOperations;
import io.eventuate.common.jdbc.EventuateCommonJdbcStatementExecutor;
import io.eventuate.common.jdbc.EventuateJdbcOperationsUtils;
import io.eventuate.common.jdbc.EventuateSchema;
import io.eventuate.common.jdbc.EventuateTransactionTemplate;
import io.eventuate.common.jdbc.OutboxPartitioningSpec;
import io.eventuate.common.jdbc.sqldialect.PostgresDialect;
import io.eventuate.tram.consumer.jdbc.SqlTableBasedDuplicateMessageDetector;
import io.eventuate.tram.messaging.common.Message;
import io.eventuate.tram.messaging.common.MessageImpl;
import io.eventuate.tram.messaging.producer.jdbc.MessageProducerJdbcImpl;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import java.util.function.Supplier;

/** Eventuate Tram. What relays its messages is a service of its own, so each is pending; its table of what was received is written by its own consumer. */
public final class EventuateTables implements Main.Library {
  private final Connection database;

  public EventuateTables(String url) throws Exception {
    database = DriverManager.getConnection(url);
  }

  @Override
  public Map<String, String> follow(String told) throws Exception {
    run("create schema eventuate; set search_path to eventuate");
    for (var file : new String[] {"flyway/postgresql/V2__tram_database_postgres.sql", "flyway-templates/postgresql/3.create-message-table.sql"}) create(file);
    var schema = new EventuateSchema("eventuate");
    var statements = new EventuateCommonJdbcStatementExecutor(() -> database);
    var dialect = new PostgresDialect();
    var operations =
        new EventuateCommonJdbcOperations(
            new EventuateJdbcOperationsUtils(dialect), statements, dialect, OutboxPartitioningSpec.DEFAULT);
    var message = new MessageImpl("{}", new java.util.HashMap<>(Map.of(Message.DESTINATION, "orders")));
    new MessageProducerJdbcImpl(operations, new ApplicationIdGenerator(), schema).send(message);
    var detector =
        new SqlTableBasedDuplicateMessageDetector(
            schema, dialect.getCurrentTimeInMillisecondsExpression(), statements,
            new EventuateTransactionTemplate() {
              @Override
              public <T> T executeInTransaction(Supplier<T> work) {
                return work.get();
              }
            });
    detector.isDuplicate("billing", "done");
    detector.isDuplicate("mail", "others");
    return Map.of("pending", message.getId());
  }

  private void create(String file) throws Exception {
    try (var in = getClass().getClassLoader().getResourceAsStream(file)) {
      run(new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("${EVENTUATE_OUTBOX_SUFFIX}", ""));
    }
  }

  private void run(String sql) throws Exception {
    try (var statement = database.createStatement()) {
      statement.execute(sql);
    }
  }
}
