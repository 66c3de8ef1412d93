// What an admin should know of documents that cannot say everything: what was asked for and has no parameter that any
// source names, and what was left out. Source: facts/gigaset-auerswald.md 12
import type { PhoneContext } from '../phone-context.ts';

interface Wish {
  readonly name: string;
  readonly asked: (phone: PhoneContext) => boolean;
}

/** Settings as people know them, and whether somebody asked for them. */
const WISHES = {
  vlan: { name: 'the VLAN', asked: ({ vlan }) => vlan?.value.enabled === true },
  tcp: { name: 'SIP over TCP', asked: ({ channels }) => channels.some(({ transport }) => transport.value === 'tcp') },
  srv: { name: 'DNS SRV', asked: ({ channels }) => channels.some(({ transport }) => transport.value === 'dnsSrv') },
  outboundProxy: {
    name: 'the outbound proxy',
    asked: ({ channels }) => channels.some((c) => c.outboundProxy !== null),
  },
  codecs: {
    name: 'the order of codecs (and Opus)',
    asked: ({ channels }) => channels.some(({ codecs }) => codecs.layer !== 'default'),
  },
  ntp: { name: 'the time server', asked: ({ locale }) => locale.ntpServers !== null },
  phonebooks: { name: 'the phonebook', asked: ({ phonebooks }) => phonebooks.value.length > 0 },
} as const satisfies Readonly<Record<string, Wish>>;
export type WishName = keyof typeof WISHES;

/** One sentence for each of the settings that was asked for. */
export function notProvisioned(phone: PhoneContext, names: readonly WishName[]): readonly string[] {
  return names
    .filter((name) => WISHES[name].asked(phone))
    .map((name) => `${WISHES[name].name}: not provisioned, since no parameter is known; to be set on the phone itself`);
}

/** Raw pairs that the document of this model cannot hold. */
export function rawLeftOut(
  { extra }: PhoneContext,
  checkRaw: (key: string, value: string) => string | undefined,
): readonly string[] {
  return extra.flatMap(({ key, value }) => {
    const problem = checkRaw(key, value);
    return problem === undefined ? [] : [`raw parameter ${key} is left out: ${problem}`];
  });
}
