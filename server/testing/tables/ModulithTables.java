import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.modulith.events.IncompleteEventPublications;
import org.springframework.modulith.events.core.EventSerializer;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionTemplate;

/** Event publications of Spring Modulith, its first version and its second. An event's payload is the name of the state that it comes to. */
public final class ModulithTables implements Main.Library {
  private final String url;
  private ConfigurableApplicationContext shop;

  public ModulithTables(String url) {
    this.url = url;
  }

  public record Placed(String state) {}

  public static class Mail {
    private final Map<String, Boolean> tried = new ConcurrentHashMap<>();

    @Async
    @TransactionalEventListener
    public void on(Placed event) {
      boolean again = tried.put(event.state(), true) != null;
      if (event.state().equals("running") || again) while (true) LockSupport.park();
      if (event.state().startsWith("failed") || event.state().equals("resubmitted")) throw new IllegalStateException("no answer");
    }
  }

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @EnableAsync
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
    EventSerializer serializer() {
      return new EventSerializer() {
        @Override
        public Object serialize(Object event) {
          return ((Placed) event).state();
        }

        @Override
        public <T> T deserialize(Object told, Class<T> type) {
          return type.cast(new Placed(told.toString()));
        }
      };
    }
  }

  /** `update` and `archive`: a shop that keeps what is complete so. `resubmit`: it tries one again. */
  @Override
  public Map<String, String> follow(String told) {
    if (told.equals("resubmit")) {
      shop.getBean(IncompleteEventPublications.class).resubmitIncompletePublications(one -> ((Placed) one.getEvent()).state().equals("resubmitted"));
      return Map.of();
    }
    shop =
        new SpringApplicationBuilder(Shop.class)
            .properties(
                "shop.url=" + url,
                "spring.modulith.events.jdbc.schema-initialization.enabled=true",
                "spring.modulith.events.externalization.enabled=false",
                "spring.modulith.events.completion-mode=" + told,
                // It may be on the class path too, and both want to multicast events.
                "namastack.outbox.enabled=false")
            .run();
    var transaction = new TransactionTemplate(shop.getBean(PlatformTransactionManager.class));
    for (var state : told.equals("archive") ? new String[] {"archived"} : new String[] {"done", "failed", "running", "resubmitted"})
      transaction.executeWithoutResult(status -> shop.publishEvent(new Placed(state)));
    return Map.of();
  }
}
