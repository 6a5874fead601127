/** Pixels beside the plot, which chart and lanes share, so that cause and effect line up. */
export const plot = { left: 36, right: 4 } as const;
