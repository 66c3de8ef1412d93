// What a phone is told so that it fetches its files again, or starts anew. The words differ by family, and some cannot be
// told to start. Pure. Source: call-control.md 12; yealink.md 4.16; aastra-mitel.md 4.12, gigaset-auerswald.md 9

export const TELLABLE = ['resync', 'reboot'] as const;
export type Tellable = (typeof TELLABLE)[number];

/** The value of Event, or why there is none. */
export type NotifyWord =
  | {
      readonly event: string /** The phone may start anew although it is only asked to fetch. */;
      readonly mayReboot?: true;
    }
  | { readonly cannot: string };

/** A request of HTTP to the phone itself. */
export interface HttpWord {
  readonly method: 'GET' | 'POST';
  /** With its query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether it wants the phone's own admin password (Basic). */
  readonly asAdmin: boolean;
}

export interface NotifyWords {
  readonly resync: NotifyWord;
  readonly reboot: NotifyWord;
  /** A reboot is believed only when it is addressed to a SIP account that the phone registered. */
  readonly rebootNeedsUser?: true;
  /** What does the same over HTTP, where the family knows a way. */
  readonly http?: Readonly<Partial<Record<Tellable, HttpWord>>>;
}

/** Yealink: without sip.notify_reboot_enable = 0, which our files write, every check-sync restarts it. */
export const YEALINK_NOTIFY: NotifyWords = {
  resync: { event: 'check-sync;reboot=false' },
  reboot: { event: 'check-sync;reboot=true' },
  http: {
    resync: { method: 'GET', path: '/servlet?key=AutoP', asAdmin: true },
    reboot: { method: 'GET', path: '/servlet?key=Reboot', asAdmin: true },
  },
};

/** Whether a phone restarts when nothing changed, no source says for sure. */
export const AASTRA_NOTIFY: NotifyWords = {
  resync: { event: 'check-sync', mayReboot: true },
  reboot: { event: 'check-sync;reboot=true' },
  // No object makes it fetch alone. It believes the servers of `xml application post list`.
  http: {
    reboot: {
      method: 'POST',
      path: '/',
      headers: { 'Content-Type': 'text/xml' },
      body: 'xml=<AastraIPPhoneExecute><ExecuteItem URI="Command: Reset"/></AastraIPPhoneExecute>',
      asAdmin: false,
    },
  },
};

export const GIGASET_NOTIFY: NotifyWords = {
  resync: { event: 'check-sync;reboot=false' },
  reboot: { event: 'check-sync;reboot=true' },
  rebootNeedsUser: true,
};

/** N300A, N510, N720: the reboot parameter is ignored, so that it would only fetch. */
export const GIGASET_SYMBOL_NOTIFY: NotifyWords = {
  resync: { event: 'check-sync' },
  reboot: { cannot: 'this base has no reboot by SIP: it ignores the parameter' },
};

export const AUERSWALD_NOTIFY: NotifyWords = {
  resync: { event: 'check-sync' },
  reboot: { cannot: 'no source knows a reboot by SIP for this phone; it applies its settings without one' },
};
