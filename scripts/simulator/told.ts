// What all families have in common when they are told something by NOTIFY. Source: facts/call-control.md 12
import type { Login } from './digest.ts';

/** @param then  what follows from whether the event asks for a start */
export function checkSync(
  event: string,
  then: (reboots: boolean) => 'resync' | 'reboot',
): 'resync' | 'reboot' | 'ignored' {
  const [name, ...parameters] = event.split(';').map((part) => part.trim().toLowerCase());
  return name === 'check-sync' ? then(parameters.includes('reboot=true')) : 'ignored';
}

/** undefined when the files name no account. */
export function sipAccount(username: string | undefined, password: string | undefined): Login | undefined {
  return username === undefined || username === '' ? undefined : { username, password: password ?? '' };
}
