/** Which groups a list shows. */
export const groupViews = ["open", "mine", "closed", "all"] as const;
export type GroupView = (typeof groupViews)[number];
