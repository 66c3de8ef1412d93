// Texts about reachability; part of the catalogue in texts.ts.

export const REACH_TEXTS = {
  // Why a call went where it went
  'reach.step.phone.always': {
    nl: 'Op een toestel staat doorschakelen aan: alles gaat naar {to}.',
    en: 'A phone has forwarding on: everything goes to {to}.',
  },
  'reach.step.phone.busy': {
    nl: 'Op een toestel staat doorschakelen bij bezet aan, en er is een gesprek: naar {to}.',
    en: 'A phone has forwarding on busy on, and there is a call: to {to}.',
  },
  'reach.step.phone.noAnswer': {
    nl: 'Neemt na {seconds} seconden niemand op, dan gaat het gesprek naar {to}: zo staat het op een toestel.',
    en: 'When nobody answers for {seconds} seconds, the call goes to {to}: a phone says so.',
  },
  'reach.step.status.manual': { nl: 'Status {status}, met de hand gekozen.', en: 'Status {status}, chosen by hand.' },
  'reach.step.status.doNotDisturb': {
    nl: 'Niet storen staat aan: status {status}.',
    en: 'Do not disturb is on: status {status}.',
  },
  'reach.step.status.roaming': {
    nl: 'De mobiele telefoon is in het buitenland: status {status}.',
    en: 'The mobile phone is abroad: status {status}.',
  },
  'reach.step.status.schedule': {
    nl: 'Status {status}, volgens het rooster.',
    en: 'Status {status}, by the schedule.',
  },
  'reach.step.status.base': {
    nl: 'Er geldt geen andere status: de standaardstatus {status}.',
    en: 'No other status holds: the default status {status}.',
  },
  'reach.step.dndNotForClass': {
    nl: 'Voor {class} is bij niet storen niets ingesteld: niet storen geldt voor hen niet.',
    en: 'Nothing is set for {class} during do not disturb: it does not hold for them.',
  },
  'reach.step.classContact': { nl: '{value} is een contact van {class}.', en: '{value} is a contact of {class}.' },
  'reach.step.classExtension': {
    nl: 'Toestel {value} hoort bij {class}.',
    en: 'Extension {value} belongs to {class}.',
  },
  'reach.step.classPrefix': {
    nl: 'Het nummer begint met {value}: {class}.',
    en: 'The number begins with {value}: {class}.',
  },
  'reach.step.classBase': { nl: 'Niemand in het bijzonder: {class}.', en: 'Nobody in particular: {class}.' },
  'reach.step.profile': {
    nl: 'Bij {status} geldt voor {class} het profiel {profile}.',
    en: 'During {status}, the profile for {class} is {profile}.',
  },
  'reach.step.profileDefault': {
    nl: 'Bij {status} is voor {class} niets gekozen: het standaardprofiel {profile}.',
    en: 'During {status}, nothing is chosen for {class}: the default profile {profile}.',
  },
  'reach.step.unconditional': {
    nl: 'Alles wordt doorgeschakeld naar {to} (profiel {profile}).',
    en: 'Everything is forwarded to {to} (profile {profile}).',
  },
  'reach.step.assistants': {
    nl: 'De assistenten nemen op; de eigen toestellen gaan niet over (profiel {profile}).',
    en: 'The assistants answer; the user’s own phones stay silent (profile {profile}).',
  },
  'reach.step.busyInCall': {
    nl: 'Er is al een gesprek: doorgeschakeld naar {to} (profiel {profile}).',
    en: 'There is a call already: forwarded to {to} (profile {profile}).',
  },
  'reach.step.busyStatus': {
    nl: 'Status {status} betekent bezet: doorgeschakeld naar {to} (profiel {profile}).',
    en: 'Status {status} means busy: forwarded to {to} (profile {profile}).',
  },
  'reach.step.devicesOverride': {
    nl: 'Welke toestellen overgaan is met de hand gekozen.',
    en: 'Which devices ring was chosen by hand.',
  },
  'reach.step.devicesProfile': {
    nl: 'Welke toestellen overgaan staat in profiel {profile}.',
    en: 'Which devices ring stands in profile {profile}.',
  },
  'reach.step.devicesAll': { nl: 'Alle toestellen mogen overgaan.', en: 'All devices may ring.' },
  'reach.step.rings.fixed': { nl: 'Het vaste toestel gaat over.', en: 'The desk phone rings.' },
  'reach.step.rings.mobile': { nl: 'De mobiele telefoon gaat over.', en: 'The mobile phone rings.' },
  'reach.step.rings.web': { nl: 'De softphone gaat over.', en: 'The softphone rings.' },
  'reach.step.nothingRings': { nl: 'Geen enkel toestel mag overgaan.', en: 'No device may ring.' },
  'reach.step.noAnswer': {
    nl: 'Neemt na {seconds} seconden niemand op, dan gaat het gesprek naar {to} (profiel {profile}).',
    en: 'When nobody answers for {seconds} seconds, the call goes to {to} (profile {profile}).',
  },
  'reach.step.noAnswerAtOnce': { nl: 'Daarom meteen naar {to}.', en: 'Therefore to {to} at once.' },
  'reach.step.callAnalysis': {
    nl: 'Het gesprek wordt vanaf het begin opgenomen en geanalyseerd (profiel {profile}).',
    en: 'The call is recorded and analysed from its start (profile {profile}).',
  },
  'reach.step.callerIdInternal': {
    nl: 'Intern gesprek: het toestelnummer en de naam worden getoond.',
    en: 'A call inside: the extension and name are shown.',
  },
  'reach.step.callerIdAnonymous': { nl: 'Anoniem gebeld: geen nummer.', en: 'Called anonymously: no number.' },
  'reach.step.callerIdCode': {
    nl: 'Met #{code}# ervoor gebeld: {number} wordt getoond.',
    en: 'Dialled with #{code}# in front: {number} is shown.',
  },
  'reach.step.callerIdClass': {
    nl: 'Wie bij {class} hoort, ziet {number}.',
    en: 'Whoever belongs to {class} sees {number}.',
  },
  'reach.step.callerIdProfile': {
    nl: 'Profiel {profile} toont {number}.',
    en: 'Profile {profile} shows {number}.',
  },
  'reach.step.callerIdUnset': { nl: 'Er is geen eigen nummer gekozen.', en: 'No number of one’s own is chosen.' },
  'audit.kind.reach': { nl: 'bereikbaarheid', en: 'reachability' },
  'audit.kind.reachState': { nl: 'status van een gebruiker', en: 'status of a user' },

  // What everybody begins with
  'reach.default.profile': { nl: 'Standaard', en: 'Standard' },
  'reach.default.class': { nl: 'Iedereen', en: 'Everybody' },
  'reach.default.status': { nl: 'Gewoon', en: 'Normal' },
  'reach.default.dnd': { nl: 'Niet storen', en: 'Do not disturb' },
} as const;
