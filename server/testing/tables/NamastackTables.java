import io.namastack.outbox.Outbox;
import io.namastack.outbox.OutboxPayloadSerializer;
import io.namastack.outbox.handler.OutboxHandler;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Namastack Outbox. A record's payload is the name of the state that it comes to. */
public final class NamastackTables implements Main.Library {
  /** It is on the class path too, and both want to multicast events. */
  private static final List<String> MODULITH =
      List.of(
          "org.springframework.modulith.events.config.EventPublicationAutoConfiguration",
          "org.springframework.modulith.events.config.EventExternalizationAutoConfiguration",
          "org.springframework.modulith.events.jdbc.JdbcEventPublicationAutoConfiguration");

  private final String url;
  private ConfigurableApplicationContext shop;

  public NamastackTables(String url) {
    this.url = url;
  }

  public static class Mail implements OutboxHandler {
    @Override
    public void handle(Object state, OutboxRecordMetadata metadata) {
      if (state.equals("pending")) while (true) LockSupport.park();
      if (state.equals("retried")) throw new IllegalStateException("no answer");
      if (state.equals("failed")) throw new IllegalArgumentException("no such order");
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @EnableScheduling
  public static class Shop {
    @Bean
    DataSource dataSource(Environment environment) {
      return new DriverManagerDataSource(environment.getProperty("shop.url"));
    }

    @Bean
    Mail mail() {
      return new Mail();
    }

    @Bean
    OutboxPayloadSerializer serializer() {
      return new OutboxPayloadSerializer() {
        @Override
        public String serialize(Object payload) {
          return payload.toString();
        }

        @Override
        public <T> T deserialize(String told, Class<T> type) {
          return type.cast(told);
        }
      };
    }
  }

  /** `pending`: one that its handler does not get done; others wait for it. */
  @Override
  public Map<String, String> follow(String told) {
    if (told.equals("pending")) {
      schedule("pending");
      return Map.of();
    }
    shop =
        new SpringApplicationBuilder(Shop.class)
            .properties(
                "shop.url=" + url,
                "spring.autoconfigure.exclude=" + String.join(",", MODULITH),
                "namastack.outbox.jdbc.schema-initialization.enabled=true",
                "namastack.outbox.poll-interval=50",
                "namastack.outbox.rebalance-interval=100",
                "namastack.outbox.retry.policy=fixed",
                "namastack.outbox.retry.fixed.delay=3600000",
                "namastack.outbox.retry.exclude-exceptions=java.lang.IllegalArgumentException")
            .run();
    for (var state : new String[] {"published", "failed", "retried"}) schedule(state);
    return Map.of();
  }

  private void schedule(String state) {
    var transaction = new TransactionTemplate(shop.getBean(PlatformTransactionManager.class));
    transaction.executeWithoutResult(status -> shop.getBean(Outbox.class).schedule(state, state));
  }
}
