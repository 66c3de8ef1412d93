// What people read about calls, in Dutch and English: why a call went as it did. Part of texts.ts.

export const CALL_TEXTS = {
  // Steps of a decision: server/routing/call/because.ts
  'call.step.inbound': {
    nl: 'Gesprek van buiten, van {caller} naar {number}.',
    en: 'Call from outside, from {caller} to {number}.',
  },
  'call.step.notOurs': {
    nl: '{number} is geen nummer van deze klant.',
    en: '{number} is not a number of this account.',
  },
  'call.step.personalNumber': {
    nl: '{number} is het persoonlijke nummer van gebruiker {user}.',
    en: '{number} is the personal number of user {user}.',
  },
  'call.step.noActivePlan': {
    nl: 'Op dit moment leidt geen nummerplan {number} ergens heen: niemand is bereikbaar.',
    en: 'No number plan leads {number} anywhere at this moment: nobody can be reached.',
  },
  'call.step.internal': { nl: 'Intern gesprek naar {number}.', en: 'Internal call to {number}.' },
  'call.step.outbound': { nl: 'Gesprek naar buiten, naar {number}.', en: 'Call to outside, to {number}.' },
  'call.step.ownNumber': {
    nl: '{number} is een nummer van deze klant zelf: het gesprek blijft binnen.',
    en: '{number} is a number of this account itself: the call stays inside.',
  },
  'call.step.noSuchNumber': { nl: '{number} is geen telefoonnummer.', en: '{number} is no telephone number.' },
  'call.step.noSuchExtension': { nl: 'Extensie {extension} bestaat niet.', en: 'There is no extension {extension}.' },
  'call.step.loop': {
    nl: 'Het gesprek komt weer bij {extension} uit, of ging door te veel extensies ({hops}), zonder dat iemand iets koos: het wordt beëindigd.',
    en: 'The call reaches {extension} again, or went through too many extensions ({hops}), and nobody chose anything in between: it is ended.',
  },
  'call.step.barred': { nl: '{number} is geblokkeerd.', en: '{number} is blocked.' },
  'call.step.externalCallLimit': {
    nl: 'Er zijn al {limit} gesprekken met buiten: meer mag niet.',
    en: 'There are {limit} calls with outside already: no more are allowed.',
  },
  'call.step.anonymous': {
    nl: '#31#: het nummer van de beller gaat niet mee.',
    en: '#31#: the caller’s number is not sent.',
  },
  'call.step.callerId': { nl: 'Meegestuurd nummer: {number}.', en: 'Number sent: {number}.' },
  'call.step.dynamicCallerId': {
    nl: 'Meegestuurd nummer, gekozen met #{code}#: {number}.',
    en: 'Number sent, chosen with #{code}#: {number}.',
  },
  'call.step.emergency': {
    nl: 'Alarmnummer {number}: niets houdt dit gesprek tegen. Netnummer {areaCode}.',
    en: 'Emergency number {number}: nothing stands in this call’s way. Area code {areaCode}.',
  },
  'call.step.emergencyOwnCallerId': {
    nl: 'Meegestuurd: het eigen nummer van de gebruiker, {number}.',
    en: 'Sent: the user’s own number, {number}.',
  },
  'call.step.emergencyUserFallback': {
    nl: 'Geen eigen nummer: het terugvalnummer van de gebruiker gaat mee, {number}.',
    en: 'No number of his own: the user’s fallback number is sent, {number}.',
  },
  'call.step.emergencyChannelFallback': {
    nl: 'Niemand is ingelogd: het terugvalnummer van het toestel gaat mee, {number}.',
    en: 'Nobody is logged in: the device’s fallback number is sent, {number}.',
  },
  'call.step.emergencyAccountFallback': {
    nl: 'Het terugvalnummer van de klant gaat mee, {number}.',
    en: 'The account’s fallback number is sent, {number}.',
  },
  'call.step.emergencyAnyNumber': {
    nl: 'Er is geen terugvalnummer ingesteld: een bedrijfsnummer gaat mee, {number}.',
    en: 'No fallback number is set: a company number is sent, {number}.',
  },
  'call.step.nobodyLoggedIn': { nl: 'Op dit toestel is niemand ingelogd.', en: 'Nobody is logged in on this device.' },
  'call.step.unknownAddress': {
    nl: 'Toestel {channel} belt vanaf een onbekend IP-adres: eerst opnieuw inloggen.',
    en: 'Device {channel} calls from an unknown IP address: it has to log in again first.',
  },
  'call.step.code': { nl: 'Systeemextensie: {function}.', en: 'System extension: {function}.' },
  'call.step.rings': {
    nl: 'Het rinkelt bij {targets}, hoogstens {seconds} seconden.',
    en: 'It rings at {targets}, for {seconds} seconds at most.',
  },
  'call.step.ringTogether': {
    nl: 'Deze bestemmingen rinkelen tegelijk: {to}.',
    en: 'These destinations ring together: {to}.',
  },
  'call.step.cannotRingTogether': {
    nl: '{to} kan niet meerinkelen en wordt overgeslagen.',
    en: '{to} cannot ring along and is passed over.',
  },
  'call.step.targetFailed': { nl: '{target} neemt niet op: {why}.', en: '{target} does not take it: {why}.' },
  'call.step.noAnswer': { nl: 'Niemand neemt op binnen de tijd.', en: 'Nobody answers in time.' },
  'call.step.forwards': {
    nl: 'De doorschakeling van {of} geldt: naar {to}.',
    en: 'The forward of {of} applies: to {to}.',
  },
  'call.step.deflects': {
    nl: '{user} stuurt het gesprek zelf door naar {to}.',
    en: '{user} sends the call on to {to}.',
  },
  'call.step.memberForwards': {
    nl: 'De eigen doorschakeling van {of} geldt: naar {to}.',
    en: 'The own forward of {of} applies: to {to}.',
  },
  'call.step.userRings': { nl: 'Gebruiker {user} ({name}) wordt gebeld.', en: 'User {user} ({name}) is called.' },
  'call.step.userBusy': { nl: 'Gebruiker {user} is bezet.', en: 'User {user} is busy.' },
  'call.step.userUnreachable': {
    nl: 'Gebruiker {user} heeft geen toestel dat nu kan rinkelen.',
    en: 'User {user} has no device that can ring now.',
  },
  'call.step.assistants': {
    nl: 'De assistenten in {group} nemen op voor {user}; zijn eigen toestel rinkelt niet.',
    en: 'The assistants in {group} answer for {user}; his own phone does not ring.',
  },
  'call.step.noAssistant': {
    nl: 'Niemand van {group} is bereikbaar: {user} wordt zelf gebeld.',
    en: 'Nobody of {group} can be reached: {user} himself is called.',
  },
  'call.step.groupRings': {
    nl: 'Alle leden van groep {group} ({name}) die vrij zijn, worden tegelijk gebeld.',
    en: 'All members of group {group} ({name}) who are free are called at once.',
  },
  'call.step.groupBusy': {
    nl: 'Niemand van groep {group} ({name}) kan opnemen: bezet.',
    en: 'Nobody of group {group} ({name}) can answer: busy.',
  },
  'call.step.groupForwards': {
    nl: 'Groep {group} schakelt alles direct door.',
    en: 'Group {group} forwards everything at once.',
  },
  'call.step.withinLimit': {
    nl: 'Call-limit {extension}: dit is gesprek {now} van {limit}.',
    en: 'Call limit {extension}: this is call {now} of {limit}.',
  },
  'call.step.aboveLimit': {
    nl: 'Call-limit {extension}: er zijn al {now} van {limit} gesprekken.',
    en: 'Call limit {extension}: there are {now} of {limit} calls already.',
  },
  'call.step.connectsThrough': {
    nl: 'Extensie {extension} verbindt door naar {to}.',
    en: 'Extension {extension} connects through to {to}.',
  },
  'call.step.callerWithheld': {
    nl: 'De beller toont zijn nummer niet: extensie {extension} kiest wat daarvoor is ingesteld.',
    en: 'The caller withholds his number: extension {extension} chooses what is set for that.',
  },
  'call.step.callerMobile': {
    nl: '{number} is een mobiel nummer: extensie {extension} kiest wat daarvoor is ingesteld.',
    en: '{number} is a mobile number: extension {extension} chooses what is set for that.',
  },
  'call.step.keyFits': { nl: '{number} past bij {key}.', en: '{number} matches {key}.' },
  'call.step.noKey': {
    nl: '{number} staat niet in de lijst: de standaardbestemming geldt.',
    en: '{number} is not in the list: the default destination applies.',
  },
  'call.step.leavesMessage': {
    nl: 'De beller kan een bericht achterlaten in de voicemail van {extension}.',
    en: 'The caller can leave a message in the voicemail of {extension}.',
  },
  'call.step.autoAnswers': {
    nl: 'Extensie {extension} speelt haar bericht af; daarna eindigt het gesprek.',
    en: 'Extension {extension} plays its message; then the call ends.',
  },
  'call.step.soundGone': {
    nl: 'De geluidsopname van extensie {extension} bestaat niet meer.',
    en: 'The recording of extension {extension} does not exist any more.',
  },
  'call.step.appRings': {
    nl: 'Smart App {extension} ({app}) krijgt het gesprek.',
    en: 'Smart App {extension} ({app}) gets the call.',
  },
  'call.step.appTransfers': { nl: 'De Smart App verbindt door.', en: 'The Smart App passes the call on.' },
  'call.step.entersQueue': { nl: 'Het gesprek gaat naar wachtrij {queue}.', en: 'The call goes to queue {queue}.' },
  'call.step.queueForwards': {
    nl: 'Wachtrij {queue} stuurt het gesprek door naar {to}.',
    en: 'Queue {queue} sends the call on to {to}.',
  },
  'call.step.ivrAsks': {
    nl: 'Keuzemenu {extension} ({name}): de beller kiest met een toets.',
    en: 'Menu {extension} ({name}): the caller chooses by key.',
  },
  'call.step.ivrOption': {
    nl: 'Keuze {digits} in menu {extension} leidt naar {to}.',
    en: 'Choice {digits} in menu {extension} leads to {to}.',
  },
  'call.step.selectorAsks': {
    nl: 'Extensiekiezer {extension}: de beller toetst een extensie.',
    en: 'Extension selector {extension}: the caller keys in an extension.',
  },
  'call.step.selected': { nl: 'De beller koos extensie {digits}.', en: 'The caller chose extension {digits}.' },
  'call.step.selectedInvalid': {
    nl: '{digits} is geen gebruiker of groep: de terugvalbestemming geldt.',
    en: '{digits} is no user or group: the fallback destination applies.',
  },
  'call.step.postcodeAsks': {
    nl: 'Extensie {extension} vraagt de postcode.',
    en: 'Extension {extension} asks for the postcode.',
  },
  'call.step.invalidKeys': { nl: '{digits} is geen geldige keuze.', en: '{digits} is no valid choice.' },
  'call.step.givenUp': {
    nl: 'Na een paar keer vragen nog geen bruikbare keuze: extensie {extension} geeft het op.',
    en: 'Asked several times without a usable choice: extension {extension} gives up.',
  },
  'call.step.asksPin': { nl: 'Extensie {extension} vraagt een pincode.', en: 'Extension {extension} asks for a PIN.' },
  'call.step.wrongPin': { nl: 'De pincode voor {extension} klopt niet.', en: 'The PIN for {extension} is not right.' },
  'call.step.authorised': {
    nl: 'Extensie {extension} laat de beller door.',
    en: 'Extension {extension} lets the caller through.',
  },
  'call.step.notAuthorised': {
    nl: 'Extensie {extension} laat de beller niet door.',
    en: 'Extension {extension} does not let the caller through.',
  },
  'call.step.systemAccess': {
    nl: 'Extensie {extension} geeft van buiten toegang tot een systeemextensie.',
    en: 'Extension {extension} opens a system extension to callers from outside.',
  },
  'call.step.linkedDevice': {
    nl: 'Dit toestel is door een beheerder aan een gebruiker gekoppeld: in- en uitloggen kan hier niet.',
    en: 'An administrator linked this device to a user: logging in and out is not possible here.',
  },
  'call.step.loggedInAs': { nl: 'Op dit toestel is {user} ingelogd.', en: '{user} is logged in on this device.' },
  'call.step.maximumDevices': {
    nl: 'Gebruiker {user} is al op het hoogste aantal toestellen ({most}) ingelogd.',
    en: 'User {user} is logged in on as many devices as allowed ({most}) already.',
  },
  'call.step.logsIn': { nl: 'Gebruiker {user} logt in op {channel}.', en: 'User {user} logs in on {channel}.' },
  'call.step.logsOut': { nl: 'Gebruiker {user} logt uit op {channels}.', en: 'User {user} logs out on {channels}.' },
  'call.step.mustChangePin': {
    nl: 'De pincode van {user} is voor één keer: eerst een nieuwe kiezen.',
    en: 'The PIN of {user} is good for one time: a new one is chosen first.',
  },
  'call.step.weakPin': { nl: 'Deze pincode is te makkelijk te raden.', en: 'This PIN is too easy to guess.' },
  'call.step.pinChanged': { nl: 'De pincode van {user} is gewijzigd.', en: 'The PIN of {user} is changed.' },
  'call.step.queueLoggedIn': { nl: 'Ingelogd in wachtrij {queue}.', en: 'Logged in to queue {queue}.' },
  'call.step.queueLoggedOut': { nl: 'Uitgelogd uit wachtrij {queue}.', en: 'Logged out of queue {queue}.' },
  'call.step.queueRefused': {
    nl: 'Wachtrij {queue} is gesloten voor wie er geen lid van is.',
    en: 'Queue {queue} is closed to who is no member.',
  },
  'call.step.noListenInRight': {
    nl: '{user} mag niet met {agent} meeluisteren.',
    en: '{user} may not listen in to {agent}.',
  },
  'call.step.listensIn': {
    nl: 'Meeluisteren met {agent} begint; alleen {agent} hoort dat.',
    en: 'Listening in to {agent} begins; only {agent} is told.',
  },
  'call.step.waitsForAgent': {
    nl: '{agent} is niet in gesprek: de supervisor hoort muziek tot het volgende gesprek.',
    en: '{agent} is not in a call: the supervisor hears music until the next one.',
  },
  'call.step.listens': { nl: 'Alleen luisteren.', en: 'Listening only.' },
  'call.step.consults': {
    nl: 'Overleg: {agent} hoort de supervisor, de beller niet.',
    en: 'Consultation: {agent} hears the supervisor, the caller does not.',
  },
  'call.step.nothingRings': { nl: 'Er rinkelt niets om over te nemen.', en: 'Nothing rings that could be picked up.' },
  'call.step.noPickupRight': {
    nl: 'Wat er rinkelt, mag deze gebruiker niet overnemen.',
    en: 'This user may not pick up what rings.',
  },
  'call.step.picksUp': {
    nl: '{user} neemt het gesprek voor {extension} over.',
    en: '{user} picks up the call for {extension}.',
  },
  'call.step.picksUpQueue': {
    nl: 'Een gesprek van wachtrij {queue} wordt overgenomen, als de wachtrij dat toelaat.',
    en: 'A call of queue {queue} is picked up, if the queue allows it.',
  },
  'call.step.pickedUp': { nl: '{user} neemt dit gesprek over.', en: '{user} picks this call up.' },
  'call.step.nothingToMove': {
    nl: '{user} heeft op een ander toestel geen gesprek.',
    en: '{user} has no call on another device.',
  },
  'call.step.movesHere': {
    nl: 'Het gesprek van {user} gaat op dit toestel verder.',
    en: 'The call of {user} goes on at this device.',
  },
  'call.step.nothingParked': { nl: 'Op lijn {line} is niets geparkeerd.', en: 'Nothing is parked on line {line}.' },
  'call.step.noRetrieveRight': {
    nl: '{user} mag het gesprek op lijn {line} niet terugnemen.',
    en: '{user} may not retrieve the call on line {line}.',
  },
  'call.step.retrieves': {
    nl: '{user} neemt het gesprek op lijn {line} terug.',
    en: '{user} retrieves the call on line {line}.',
  },
  'call.step.noParkRight': { nl: '{user} mag geen gesprekken parkeren.', en: '{user} may not park calls.' },
  'call.step.allLinesTaken': { nl: 'Alle parkeerlijnen zijn bezet.', en: 'All park lines are taken.' },
  'call.step.parks': { nl: '{user} parkeert het gesprek op lijn {line}.', en: '{user} parks the call on line {line}.' },
  'call.step.recalls': {
    nl: 'Lijn {line} wacht al lang: {user} wordt teruggebeld.',
    en: 'Line {line} has waited long: {user} is called back.',
  },
  'call.step.forwardSet': { nl: '{user} schakelt door naar {to}.', en: '{user} forwards to {to}.' },
  'call.step.forwardOff': { nl: '{user} schakelt een doorschakeling uit.', en: '{user} switches a forward off.' },
  'call.step.noTimeRight': {
    nl: '{user} mag het nummerplan niet wisselen.',
    en: '{user} may not switch number plans.',
  },
  'call.step.overridesPlan': {
    nl: 'Nummerplan {plan} van schema {schema} wordt gekozen.',
    en: 'Number plan {plan} of schema {schema} is chosen.',
  },
  'call.step.followsTimes': {
    nl: 'Het schema {schema} volgt de tijden weer.',
    en: 'The schema {schema} follows its times again.',
  },
  'call.step.changed': { nl: 'De wijziging is bewaard.', en: 'The change is kept.' },
  'call.step.notChanged': { nl: 'Er is niets gewijzigd.', en: 'Nothing was changed.' },
  'call.step.recordsSound': { nl: '{user} neemt een geluid op.', en: '{user} records a sound.' },
  'call.step.mailboxPin': {
    nl: 'De voicemail van {user} vraagt de pincode.',
    en: 'The voicemail of {user} asks for the PIN.',
  },
  'call.step.mailboxOpen': {
    nl: 'De voicemail van {user} opent zonder pincode.',
    en: 'The voicemail of {user} opens without a PIN.',
  },
  'call.step.assistantOff': { nl: 'De AI-assistent is uit voor {user}.', en: 'The AI assistant is off for {user}.' },
  'call.step.assistantRecords': { nl: 'De AI-assistent neemt {user} op.', en: 'The AI assistant records {user}.' },
  'call.step.analyses': {
    nl: 'De AI-assistent analyseert dit gesprek voor {user}.',
    en: 'The AI assistant analyses this call for {user}.',
  },
  'call.step.analysesNoMore': {
    nl: 'De AI-assistent stopt met dit gesprek voor {user}.',
    en: 'The AI assistant stops with this call for {user}.',
  },
  'call.step.connected': {
    nl: '{target} neemt op en is verbonden met de beller.',
    en: '{target} answers and is connected with the caller.',
  },
  'call.step.records': { nl: 'Het gesprek wordt opgenomen voor {user}.', en: 'The call is recorded for {user}.' },
  'call.step.holds': { nl: '{user} zet de ander in de wacht.', en: '{user} puts the other party on hold.' },
  'call.step.resumes': { nl: 'De ander is uit de wacht.', en: 'The other party is taken back from hold.' },
  'call.step.consultsWith': { nl: 'Ruggespraak met {to}.', en: 'Consultation with {to}.' },
  'call.step.consultationEnds': {
    nl: 'De ruggespraak eindigt; de ander wacht nog.',
    en: 'The consultation ends; the other party still holds.',
  },
  'call.step.threeWay': { nl: 'Alle drie praten met elkaar.', en: 'All three talk with one another.' },
  'call.step.heldPartyLeft': { nl: 'Wie in de wacht stond, hangt op.', en: 'Whoever was on hold hangs up.' },
  'call.step.transferred': { nl: 'De ander is verbonden met {to}.', en: 'The other party is connected with {to}.' },
  'call.step.transfers': {
    nl: '{by} verbindt de ander door naar {to}.',
    en: '{by} transfers the other party to {to}.',
  },
  'call.step.returns': {
    nl: 'Niemand neemt het doorverbonden gesprek aan: het komt terug bij {user}.',
    en: 'Nobody takes the transferred call: it comes back to {user}.',
  },
  'call.step.hungUp': { nl: 'Opgehangen door: {party}.', en: 'Hung up by: {party}.' },
} as const;
