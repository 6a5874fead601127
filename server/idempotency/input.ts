import { z } from "zod";
import { storable } from "../text/input.ts";

export const eventInput = z.object({ eventId: storable(z.string().min(1).max(512)) });
