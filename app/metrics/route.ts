import { answerMetrics } from "../../server/http/metrics.ts";
import { route } from "../../server/http/route.ts";

export const dynamic = "force-dynamic";

/** Metrics in the text format of Prometheus, for whom `metrics` in redrive.yaml names. */
export const GET = route(async ({ request }) => answerMetrics(request), undefined, "anybody");
