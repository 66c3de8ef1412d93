// The way back of a rotation: the secret that was replaced stands again, and what replaced it is good until the phone was seen
// with the one that stands, since the phone may have fetched it meanwhile. Only as long as the former secret is good: a phone
// that was seen with the new one would be locked out. Source: design.md "Rotation"
import type { Channel, Cpe, CpeSecret, FormerSecret } from '../domain/records.ts';

/** When it was replaced, and when it is put back: by these the records tell one rotation from another. */
export interface WayBack {
  readonly at: Date;
  readonly backAt: Date;
}

/** done: it stands again. taken: the phone was seen with the new one. changedSince: it was replaced once more. */
type Place = 'there' | 'done' | 'taken' | 'changedSince';

/** @returns the CPE with its former secrets; all of them or none */
export function restoredCpe(cpe: Cpe, secrets: readonly CpeSecret[], way: WayBack): Cpe | 'taken' | 'changedSince' {
  let changed = cpe;
  for (const kind of secrets) {
    const ofKind = (cpe.former ?? []).filter((former) => former.kind === kind);
    const place = placeOf(ofKind, way);
    if (place === 'taken' || place === 'changedSince') return place;
    const last = ofKind.at(-1);
    if (place === 'there' && last) changed = swapped(changed, last, way.backAt);
  }
  return changed;
}

function swapped(cpe: Cpe, former: FormerSecret, replacedAt: Date): Cpe {
  const others = (cpe.former ?? []).filter((other) => other !== former);
  const { lastingToken, digest, adminPassword, userPassword } = cpe;
  switch (former.kind) {
    case 'lastingToken':
      return {
        ...cpe,
        lastingToken: former.token,
        former: [...others, { kind: 'lastingToken', replacedAt, token: lastingToken }],
      };
    case 'digest':
      return {
        ...cpe,
        digest: former.credentials,
        former: digest ? [...others, { kind: 'digest', replacedAt, credentials: digest }] : others,
      };
    case 'webPasswords':
      return {
        ...cpe,
        ...former.passwords,
        former: [...others, { kind: 'webPasswords', replacedAt, passwords: { adminPassword, userPassword } }],
      };
  }
}

/** @returns the channel with its former SIP password */
export function restoredChannel(channel: Channel, way: WayBack): Channel | 'taken' | 'changedSince' {
  const former = channel.formerPasswords ?? [];
  const place = placeOf(former, way);
  if (place === 'taken' || place === 'changedSince') return place;
  const last = former.at(-1);
  if (place === 'done' || !last) return channel;
  const successor = { password: channel.password, replacedAt: way.backAt };
  return { ...channel, password: last.password, formerPasswords: [...former.slice(0, -1), successor] };
}

function placeOf(former: readonly { readonly replacedAt: Date }[], { at, backAt }: WayBack): Place {
  const last = former.at(-1)?.replacedAt.getTime();
  if (last === backAt.getTime()) return 'done';
  if (last === at.getTime()) return 'there';
  return former.some(({ replacedAt }) => replacedAt.getTime() === at.getTime()) ? 'changedSince' : 'taken';
}
