import CircuitBreaker from "opossum";
import type { Gateway } from "./gateway.ts";

class PaymentTimeoutError extends Error {
  static {
    this.prototype.name = "PaymentTimeoutError";
  }
}
class PaymentGatewayUnavailableError extends Error {
  static {
    this.prototype.name = "PaymentGatewayUnavailableError";
  }
}

const patienceMs = 400;

/** The way to the payment gateway: every charge goes through one circuit breaker, which opens when half of the last calls failed. */
export class Guard {
  readonly #breaker: CircuitBreaker<[], Response>;

  /** `resetMs`: so long after it opened it lets one call through, to see how that goes. */
  constructor(gateway: Gateway, { resetMs = 5_000 }: { readonly resetMs?: number } = {}) {
    this.#breaker = new CircuitBreaker(() => call(gateway), {
      name: "payment-gateway",
      // The call has a limit of its own.
      timeout: false,
      errorThresholdPercentage: 50,
      volumeThreshold: 6,
      rollingCountTimeout: 10_000,
      resetTimeout: resetMs,
    });
  }

  /** Charges an order; rejects with what a handler of the shop would tell. */
  async charge(order: string): Promise<void> {
    try {
      await this.#breaker.fire();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (CircuitBreaker.isOurError(error))
        throw new PaymentGatewayUnavailableError(`the circuit breaker of payment-gateway is open (order ${order})`, { cause: error });
      error.message += ` (order ${order})`;
      throw error;
    }
  }

  /** Lets no call through until its time is over. */
  get isOpen(): boolean {
    return this.#breaker.opened;
  }

  /** What opossum says of itself, as a service would serve it for its dashboards. */
  report(): object {
    return this.#breaker.toJSON();
  }

  /** By hand, as whoever has mended the gateway would. */
  close(): void {
    this.#breaker.close();
  }

  stop(): void {
    this.#breaker.shutdown();
  }
}

async function call(gateway: Gateway): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(gateway.url, { method: "POST", signal: AbortSignal.timeout(patienceMs) });
  } catch (cause) {
    throw new PaymentTimeoutError(`no answer from payment-gateway within ${patienceMs} ms`, { cause });
  }
  if (!answer.ok) throw new PaymentGatewayUnavailableError(`${answer.status} Service Unavailable from payment-gateway`);
  return answer;
}
