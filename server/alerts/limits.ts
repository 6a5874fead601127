/** An alert that fires again so long after its end goes on as the same one: the same message in Slack, the same page. */
export const reopenMs = 3_600_000;
/** It fired so often within the hour: it flaps, and stays until it has been quiet for long. */
export const flapFirings = 4;
export const flapQuietMs = 1_800_000;
/** So many times the value that people were told is worse. */
export const worseTimes = 10;
/** Numbers are told again when they differ by this part, or when a queue is added; and never more often than once a minute. */
export const changedPart = 0.2;
export const changedMs = 60_000;
/** Numbers that nobody is told of are written down this often. */
export const factsMs = 15_000;
/** One that another alert tells for is looked at by few. */
export const groupedFactsMs = 300_000;
/** So many new alerts of one rule within ten minutes tell each for itself; when more come, one alert tells for all that come then. */
export const mostNew = 10;
export const mostNewMs = 600_000;
/** Longer than this without an evaluation is no delay any more: alerts are evaluated every few seconds. */
export const lateMs = 30_000;
/** How long a replay that is over is looked at. */
export const overMs = 900_000;
