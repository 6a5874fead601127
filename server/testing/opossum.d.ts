/** What tests use of opossum, which has no types of its own. */
interface OpossumBreaker {
  fire(fails: boolean): Promise<unknown>;
  open(): void;
  enable(): void;
  disable(): void;
  shutdown(): void;
}
type Opossum = new (action: (fails: boolean) => Promise<unknown>, options: object) => OpossumBreaker;

declare module "opossum9" {
  const CircuitBreaker: Opossum;
  export default CircuitBreaker;
}

declare module "opossum10" {
  const CircuitBreaker: Opossum;
  export default CircuitBreaker;
}

declare module "opossum-prometheus" {
  export default class PrometheusMetrics {
    constructor(options: { readonly circuits: readonly OpossumBreaker[]; readonly registry: object });
    readonly metrics: Promise<string>;
  }
}
