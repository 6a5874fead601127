import { z } from "zod";
import { sought } from "../text/input.ts";

export const jumpInput = z.object({
  text: sought(200),
});
