// What a portal tells an administrator about settings that are allowed, but seldom wise.
import type { TextKey } from '../../domain/texts.ts';
import type { QueueSettings } from './settings.ts';

export interface Hint {
  readonly key: TextKey;
  readonly values: Readonly<Record<string, number>>;
}

/** so that a call is offered that often before it goes elsewhere. */
const OFFERS_BEFORE_FORWARD = 3;

/** Source */
export function queueHints(settings: QueueSettings): readonly Hint[] {
  const { forwarding, individualForwards, musicFiles, offerSecondCall, ringTimeoutSec, strategy, weight } = settings;
  const seconds = OFFERS_BEFORE_FORWARD * ringTimeoutSec;
  const isSoon = forwarding.when !== 'never' && (forwarding.afterSec ?? seconds) < seconds;
  const all: readonly (readonly [boolean, TextKey])[] = [
    [strategy === 'ring-all', 'queue.hint.ringAll'],
    [strategy === 'ring-all' && weight > 0, 'queue.hint.ringAllWeight'],
    [offerSecondCall, 'queue.hint.secondCall'],
    [isSoon, 'queue.hint.forwardTimer'],
    [individualForwards === 'allow', 'queue.hint.individualForwards'],
    [musicFiles.length > 0, 'queue.hint.musicRights'],
  ];
  return all.flatMap(([holds, key]) => (holds ? [{ key, values: { seconds } }] : []));
}
