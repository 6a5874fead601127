import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/** db-scheduler. Its table is not in its jar: it stands already. The name of a task's instance is the state that it comes to. */
public final class DbSchedulerTables implements Main.Library {
  private final String url;

  public DbSchedulerTables(String url) {
    this.url = url;
  }

  @Override
  public Map<String, String> follow(String told) throws Exception {
    var source = new PGSimpleDataSource();
    source.setUrl(url);
    var inHand = new CountDownLatch(1);
    var receipt =
        Tasks.oneTime("receipt", String.class)
            .onFailure(
                (failed, operations) -> {
                  boolean soon = failed.getExecution().taskInstance.getId().equals("running");
                  operations.reschedule(failed, Instant.now().plusSeconds(soon ? 0 : 3_600));
                })
            .execute(
                (instance, context) -> {
                  if (instance.getId().equals("done")) return;
                  if (instance.getId().equals("running") && context.getExecution().consecutiveFailures > 0) {
                    inHand.countDown();
                    LockSupport.park();
                  }
                  throw new IllegalStateException("no answer");
                });
    var scheduler = Scheduler.create(source, receipt).threads(3).pollingInterval(Duration.ofMillis(50)).build();
    for (var state : new String[] {"done", "failed", "running"}) scheduler.schedule(receipt.instance(state, "order 7"), Instant.now());
    scheduler.schedule(receipt.instance("waiting", "order 7"), Instant.now().plusSeconds(3_600));
    scheduler.start();
    inHand.await();
    while (scheduler.getFailingExecutions(Duration.ZERO).isEmpty()) Thread.sleep(20);
    while (scheduler.getScheduledExecution(receipt.instance("done")).isPresent()) Thread.sleep(20);
    return Map.of("failed", "failed", "running", "running", "waiting", "waiting");
  }
}
