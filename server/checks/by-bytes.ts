import type { Candidate } from "./candidate.ts";
import { obstacleOf, type Obstacle } from "./destination.ts";

/** Whether the bytes of a message, by its row or by itself, raise this obstacle. What is not derived yet is judged when it is sent. */
export function raises(obstacle: Obstacle, { facts, target, log, exchanges }: Candidate): boolean {
  return facts !== null && obstacleOf(target, { facts, log, exchanges }) === obstacle;
}
