// The handsets of a DECT base, and the SIP providers that their channels share.
import { derived, from, type Sourced } from '../../domain/layers.ts';
import type { PhoneChannel, PhoneContext, PhoneHandset } from '../phone-context.ts';

/** The handsets as somebody named them; else one for each channel, in order. */
export function handsetsOf(phone: PhoneContext): readonly PhoneHandset[] {
  if (phone.handsets.length > 0) return phone.handsets;
  return phone.channels.map(({ index, displayName }) => ({
    index,
    name: displayName,
    ipui: null,
    pin: null,
    openedAt: null,
    channel: from('default', index),
  }));
}

export function channelOf(phone: PhoneContext, handset: PhoneHandset): PhoneChannel | undefined {
  return phone.channels.find(({ index }) => index === handset.channel?.value);
}

/** Channels that differ in nothing a provider profile says share one. */
export interface Provider {
  readonly index: number;
  /** Speaks for all of its channels. */
  readonly channel: PhoneChannel;
  /** Whether any of its channels has a voicemail box. */
  readonly voicemail: Sourced<boolean>;
}

/** Profiles in the order in which channels first need them, from 0. */
export function providersOf(channels: readonly PhoneChannel[]): readonly Provider[] {
  const keys = [...new Set(channels.map(profileKey))];
  return keys.flatMap((key, index) => {
    const members = channels.filter((channel) => profileKey(channel) === key);
    const channel = members[0];
    const withMailbox = members.find(({ voicemailNumber }) => voicemailNumber !== null)?.voicemailNumber;
    const voicemail = withMailbox ? derived(withMailbox, true) : from('default', false);
    return channel ? [{ index, channel, voicemail }] : [];
  });
}

export function providerOf(providers: readonly Provider[], channel: PhoneChannel): Provider | undefined {
  return providers.find((provider) => profileKey(provider.channel) === profileKey(channel));
}

function profileKey({ proxy, transport, srtp, outboundProxy, expiresSec, dtmf }: PhoneChannel): string {
  return JSON.stringify([proxy, transport, srtp, outboundProxy, expiresSec, dtmf].map((said) => said?.value ?? null));
}
