// The client applications that have help pages of their own; where those are is the operator's to say. Source: EXT-2

export const HELP_FOR = ['desktop', 'ios', 'android', 'connect'] as const;
export type HelpFor = (typeof HELP_FOR)[number];

/** Addresses of help pages; absent: there is none. */
export type HelpLinks = Readonly<Partial<Record<HelpFor, string>>>;
