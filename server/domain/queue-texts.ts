// What people read about queues, in Dutch and English: why a call went as it did, and advice on settings. Part of texts.ts.

export const QUEUE_TEXTS = {
  // Steps of a decision: server/routing/queue/turn.ts
  'queue.step.unknownQueue': { nl: 'Er is geen wachtrij {queue}.', en: 'There is no queue {queue}.' },
  'queue.step.known': { nl: 'Gesprek {call} was er al.', en: 'Call {call} was there already.' },
  'queue.step.noAgent': {
    nl: 'In wachtrij {queue} is niemand ingelogd: het gesprek gaat naar {to}.',
    en: 'Nobody is logged in to queue {queue}: the call goes to {to}.',
  },
  'queue.step.full': {
    nl: 'De wachtrij is vol ({limit} plaatsen) en schakelt niet door: bezettoon.',
    en: 'The queue is full ({limit} places) and does not forward: busy tone.',
  },
  'queue.step.fullForward': {
    nl: 'De wachtrij is vol ({limit} plaatsen): het gesprek gaat naar {to}.',
    en: 'The queue is full ({limit} places): the call goes to {to}.',
  },
  'queue.step.ringback': { nl: 'De beller hoort eerst één beltoon.', en: 'The caller hears one ringback tone first.' },
  'queue.step.entered': {
    nl: 'Gesprek {call} komt in wachtrij {queue} op plaats {position}.',
    en: 'Call {call} enters queue {queue} on position {position}.',
  },
  'queue.step.introduction': {
    nl: 'De inleiding speelt eerst, {seconds} seconden.',
    en: 'The introduction plays first, {seconds} seconds.',
  },
  'queue.step.introductionSkipped': {
    nl: 'Er is een agent beschikbaar: de inleiding wordt overgeslagen.',
    en: 'An agent is available: the introduction is skipped.',
  },
  'queue.step.nobodyAvailable': {
    nl: 'Ingelogde agents: {active}, maar niemand is beschikbaar: het gesprek wacht.',
    en: 'Agents logged in: {active}, but nobody is available: the call waits.',
  },
  'queue.step.first': {
    nl: 'Gesprek {call} wacht het langst in wachtrij {queue} en wordt nu aangeboden.',
    en: 'Call {call} has waited longest in queue {queue} and is offered now.',
  },
  'queue.step.weight': {
    nl: 'Van de wachtrijen van deze agent met een gesprek weegt {queue} het zwaarst ({weight}), of wacht daar bij gelijk gewicht het gesprek het langst.',
    en: 'Of this agent’s queues with a call, {queue} has the highest weight ({weight}), or at equal weight the call that waits longest.',
  },
  'queue.step.newCycle': {
    nl: 'Wie beschikbaar is, is al geprobeerd ({count}): de ronde begint opnieuw.',
    en: 'Whoever is available has been tried ({count}): the cycle starts again.',
  },
  'queue.step.triedBefore': {
    nl: 'Al geprobeerd voor dit gesprek: {count}. De anderen komen eerst.',
    en: 'Tried for this call already: {count}. The others come first.',
  },
  'queue.step.joins': {
    nl: 'Agent {agent} komt vrij en belt mee tot het eind van de ronde.',
    en: 'Agent {agent} becomes available and rings along to the end of the round.',
  },
  'queue.step.longestIdle': {
    nl: 'Agent {agent} is het langst zonder gesprek van deze wachtrij: {count} seconden.',
    en: 'Agent {agent} has been without a call of this queue longest: {count} seconds.',
  },
  'queue.step.fewestCalls': {
    nl: 'Agent {agent} beantwoordde de minste gesprekken sinds het inloggen: {count}.',
    en: 'Agent {agent} has answered the fewest calls since login: {count}.',
  },
  'queue.step.random': { nl: 'Agent {agent} is geloot.', en: 'Agent {agent} was drawn at random.' },
  'queue.step.sequential': {
    nl: 'Agent {agent} is de volgende op volgorde, met rang {rank}.',
    en: 'Agent {agent} is next in sequence, with rank {rank}.',
  },
  'queue.step.sequentialMemory': {
    nl: 'Agent {agent}, met rang {rank}, is de volgende vanaf de agent die het laatst geprobeerd is.',
    en: 'Agent {agent}, with rank {rank}, is next from the agent tried last.',
  },
  'queue.step.leastTalkTime': {
    nl: 'Agent {agent} sprak het kortst sinds het inloggen: {count} seconden.',
    en: 'Agent {agent} has talked least since login: {count} seconds.',
  },
  'queue.step.ringAll': {
    nl: 'Alle beschikbare agents tegelijk: ook bij agent {agent} gaat de telefoon.',
    en: 'All available agents at once: it rings at agent {agent} too.',
  },
  'queue.step.rankOrder': {
    nl: 'Agent {agent} heeft de hoogste rang van wie nog niet geprobeerd is: {rank}.',
    en: 'Agent {agent} has the highest rank of those not tried yet: {rank}.',
  },
  'queue.step.ownForward': {
    nl: 'De eigen doorschakeling van agent {agent} geldt: het belt op {number}.',
    en: 'Agent {agent}’s own forward holds: it rings at {number}.',
  },
  'queue.step.ringTimeout': { nl: 'Agent {agent} nam niet op tijd op.', en: 'Agent {agent} did not answer in time.' },
  'queue.step.offerFailed': {
    nl: 'Agent {agent} nam het gesprek niet aan ({why}).',
    en: 'Agent {agent} did not take the call ({why}).',
  },
  'queue.step.keepsPosition': {
    nl: 'Gesprek {call} gaat terug in de wachtrij en houdt zijn plaats.',
    en: 'Call {call} goes back to the queue and keeps its position.',
  },
  'queue.step.answered': { nl: 'Agent {agent} nam gesprek {call} aan.', en: 'Agent {agent} answered call {call}.' },
  'queue.step.answeredTooLate': {
    nl: 'Agent {agent} nam op toen het gesprek al weg was.',
    en: 'Agent {agent} answered when the call was gone.',
  },
  'queue.step.pickedUp': {
    nl: '{agent} pakte gesprek {call} op: van wat er belt wacht dat het langst.',
    en: '{agent} picked up call {call}: of what rings it has waited longest.',
  },
  'queue.step.pickupNotMember': {
    nl: 'De wachtrij is gesloten en {agent} is geen lid: niet opgepakt.',
    en: 'The queue is closed and {agent} is no member: not picked up.',
  },
  'queue.step.pickupNothingRings': {
    nl: 'In wachtrij {queue} belt niets: er is niets op te pakken.',
    en: 'Nothing rings in queue {queue}: there is nothing to pick up.',
  },
  'queue.step.breakOut': {
    nl: 'De beller van gesprek {call} koos 1 en gaat naar {to}.',
    en: 'The caller of call {call} pressed 1 and goes to {to}.',
  },
  'queue.step.digitIgnored': { nl: 'Toets {digit} doet nu niets.', en: 'Key {digit} does nothing now.' },
  'queue.step.waitedTooLong': {
    nl: 'Gesprek {call} wachtte {seconds} seconden en gaat naar {to}.',
    en: 'Call {call} has waited {seconds} seconds and goes to {to}.',
  },
  'queue.step.waitsForSound': {
    nl: 'Gesprek {call} hoort eerst het bericht tot het eind.',
    en: 'Call {call} hears the message to its end first.',
  },
  'queue.step.infotainment': {
    nl: 'Gesprek {call} hoort bericht {count} voor wachtenden.',
    en: 'Call {call} hears message {count} for those who wait.',
  },
  'queue.step.announced': {
    nl: 'Gesprek {call} hoort hoe het ervoor staat: plaats {position}.',
    en: 'Call {call} hears how things stand: position {position}.',
  },
  'queue.step.callerLeft': { nl: 'De beller van gesprek {call} hing op.', en: 'The caller of call {call} hung up.' },
  'queue.step.conversationEnded': {
    nl: 'Het gesprek van agent {agent} is voorbij, na {seconds} seconden.',
    en: 'The conversation of agent {agent} is over, after {seconds} seconds.',
  },
  'queue.step.wrapUp': {
    nl: 'Agent {agent} heeft {seconds} seconden rusttijd.',
    en: 'Agent {agent} has {seconds} seconds of wrap-up time.',
  },
  'queue.step.rests': {
    nl: 'Agent {agent} krijgt {seconds} seconden geen gesprek.',
    en: 'Agent {agent} gets no call for {seconds} seconds.',
  },
  'queue.step.loggedIn': {
    nl: 'Agent {agent} is ingelogd, met rang {rank}.',
    en: 'Agent {agent} is logged in, with rank {rank}.',
  },
  'queue.step.joined': { nl: '{agent} is nu lid van de wachtrij.', en: '{agent} is a member of the queue now.' },
  'queue.step.loginRefused': {
    nl: '{agent} mag hier niet inloggen: de wachtrij is gesloten of bestaat niet.',
    en: '{agent} may not log in here: the queue is closed or does not exist.',
  },
  'queue.step.loggedOut': {
    nl: 'Agent {agent} is uitgelogd en houdt zijn rang.',
    en: 'Agent {agent} is logged out and keeps the rank.',
  },
  'queue.step.paused': { nl: 'Agent {agent} heeft pauze.', en: 'Agent {agent} is on a break.' },
  'queue.step.memberRemoved': { nl: '{agent} is geen lid meer.', en: '{agent} is no member any more.' },
  'queue.step.saved': {
    nl: 'De instellingen van wachtrij {queue} gelden vanaf nu.',
    en: 'The settings of queue {queue} hold from now on.',
  },
  'queue.step.queueRemoved': { nl: 'Wachtrij {queue} bestaat niet meer.', en: 'Queue {queue} is no more.' },
  'queue.step.nothingToDo': { nl: 'Daar hoort niets meer bij.', en: 'Nothing belongs to it any more.' },

  // Advice on settings: server/routing/queue/hints.ts
  'queue.hint.ringAll': {
    nl: 'Alle agents tegelijk bellen geeft hun meer werk; een andere strategie verdeelt beter.',
    en: 'Ringing all agents at once is more work for them; another strategy divides better.',
  },
  'queue.hint.ringAllWeight': {
    nl: 'Gebruik geen gewicht als alle agents tegelijk gebeld worden: het kan dan niet kloppen.',
    en: 'Do not use a weight when all agents ring at once: it cannot be kept to then.',
  },
  'queue.hint.secondCall': {
    nl: 'Een tweede gesprek aanbieden verstoort de verdeling: agents kunnen meer gesprekken tegelijk krijgen. Bedoeld voor noodlijnen en dergelijke.',
    en: 'Offering a second call disturbs the strategies: agents may get several calls at once. Meant for emergency lines and the like.',
  },
  'queue.hint.forwardTimer': {
    nl: 'Kies een doorschakeltijd van minstens drie keer de beltijd ({seconds} seconden): dan wordt een gesprek eerst drie keer aangeboden.',
    en: 'Choose a forward timer of at least three times the ring timeout ({seconds} seconds): then a call is offered three times first.',
  },
  'queue.hint.individualForwards': {
    nl: 'Eigen doorschakelingen toestaan kan de verdeling verstoren en tot onverwacht gedrag leiden.',
    en: 'Allowing individual forwards can disturb the distribution and lead to unexpected behaviour.',
  },
  'queue.hint.musicRights': {
    nl: 'U bent zelf verantwoordelijk voor rechten op geüploade muziek. Neem rechtenvrije muziek, of vraag toestemming.',
    en: 'You are responsible for the rights to music that you upload. Take royalty-free music, or ask permission.',
  },
} as const;
