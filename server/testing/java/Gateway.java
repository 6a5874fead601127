import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** An application whose breaker is put into each state by a request: /to/OPEN. */
@Configuration
@EnableAutoConfiguration
@RestController
public class Gateway {
  private final CircuitBreaker breaker;

  public Gateway(CircuitBreakerRegistry registry) {
    breaker = registry.circuitBreaker("gateway");
  }

  @GetMapping("/to/{state}")
  public String to(@PathVariable("state") String state) {
    switch (state) {
      case "OPEN" -> breaker.transitionToOpenState();
      case "HALF_OPEN" -> {
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
      }
      case "FORCED_OPEN" -> breaker.transitionToForcedOpenState();
      case "DISABLED" -> breaker.transitionToDisabledState();
      case "METRICS_ONLY" -> breaker.transitionToMetricsOnlyState();
      default -> breaker.transitionToClosedState();
    }
    return breaker.getState().name();
  }

  public static void main(String[] arguments) {
    SpringApplication.run(Gateway.class, arguments);
  }
}
