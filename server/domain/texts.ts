// The one catalogue of texts that people see: portal pages and phone displays, in Dutch and English.
// Keys are grouped by where they appear; a language without its own texts falls back to English.
import { QUEUE_TEXTS } from './queue-texts.ts';
import { ALARM_TEXTS } from './texts-alarms.ts';
import { BLOCKING_PAGE_TEXTS } from './texts-blocking-pages.ts';
import { CALL_PAGE_TEXTS } from './texts-call-pages.ts';
import { CALL_TEXTS } from './texts-calls.ts';
import { CARE_TEXTS } from './texts-care.ts';
import { FACILITY_TEXTS } from './texts-facilities.ts';
import { FIRMWARE_TEXTS } from './texts-firmware.ts';
import { HELP_TEXTS } from './texts-help.ts';
import { HISTORY_TEXTS } from './texts-history.ts';
import { LOGIN_TEXTS } from './texts-logins.ts';
import { NOTICE_TEXTS } from './texts-notices.ts';
import { NUMBER_PLAN_PAGE_TEXTS } from './texts-number-plan-pages.ts';
import { PHONEBOOK_TEXTS } from './texts-phonebook.ts';
import { PLAN_PAGE_TEXTS } from './texts-plan-pages.ts';
import { PLAN_TEXTS } from './texts-plans.ts';
import { REACH_TEXTS } from './texts-reach.ts';
import { REPLACE_TEXTS } from './texts-replace.ts';
import { SIMULATION_TEXTS } from './texts-simulations.ts';
import { TELEPHONY_TEXTS } from './texts-telephony.ts';
import { TELEPHONY_PAGE_TEXTS } from './texts-telephony-pages.ts';
import { TIME_TEXTS } from './texts-time.ts';

const TEXTS = {
  ...QUEUE_TEXTS,
  ...BLOCKING_PAGE_TEXTS,
  ...HELP_TEXTS,
  ...LOGIN_TEXTS,
  ...CARE_TEXTS,
  ...HISTORY_TEXTS,
  ...REPLACE_TEXTS,
  ...PLAN_TEXTS,
  ...FACILITY_TEXTS,
  ...PLAN_PAGE_TEXTS,
  ...FIRMWARE_TEXTS,
  ...NOTICE_TEXTS,
  ...CALL_TEXTS,
  ...CALL_PAGE_TEXTS,
  ...SIMULATION_TEXTS,
  ...REACH_TEXTS,
  ...TELEPHONY_TEXTS,
  ...TELEPHONY_PAGE_TEXTS,
  // Keys of phones
  'key.login': { nl: 'Inloggen', en: 'Log in' },
  'key.logout': { nl: 'Uitloggen', en: 'Log out' },
  'key.voicemail': { nl: 'Voicemail', en: 'Voicemail' },
  'key.dnd': { nl: 'Niet storen', en: 'DND' },

  // Pages: what they share
  'page.brand': { nl: 'Bellhop', en: 'Bellhop' },
  'page.skip': { nl: 'Naar de inhoud', en: 'Skip to the content' },
  'page.nav': { nl: 'Onderdelen', en: 'Sections' },
  'page.language': { nl: 'Taal', en: 'Language' },
  'page.loggedInAs': { nl: 'Ingelogd als {username}', en: 'Logged in as {username}' },
  'page.none': { nl: 'geen', en: 'none' },
  'page.unknown': { nl: 'onbekend', en: 'unknown' },
  'page.never': { nl: 'nog nooit', en: 'never' },
  'page.actions': { nl: 'Acties', en: 'Actions' },
  'page.cancel': { nl: 'Annuleren', en: 'Cancel' },
  'page.copy': { nl: 'Kopiëren', en: 'Copy' },
  'page.copied': { nl: 'Gekopieerd', en: 'Copied' },

  // Logging in
  'login.title': { nl: 'Inloggen', en: 'Log in' },
  'login.username': { nl: 'Gebruikersnaam', en: 'User name' },
  'login.password': { nl: 'Wachtwoord', en: 'Password' },
  'login.totp': {
    nl: 'Code van uw authenticator-app, of een herstelcode',
    en: 'Code of your authenticator app, or a recovery code',
  },
  'login.submit': { nl: 'Inloggen', en: 'Log in' },
  'logout.submit': { nl: 'Uitloggen', en: 'Log out' },

  // The list of phones
  'phones.title': { nl: 'Toestellen', en: 'Phones' },
  'phones.count.one': { nl: '1 toestel', en: '1 phone' },
  'phones.count.many': { nl: '{count} toestellen', en: '{count} phones' },
  'phones.filter': { nl: 'Toestellen zoeken', en: 'Find phones' },
  'phones.filter.account': { nl: 'Klantnummer', en: 'Account number' },
  'phones.filter.submit': { nl: 'Zoeken', en: 'Find' },
  'phones.filter.clear': { nl: 'Alles tonen', en: 'Show all' },
  'phones.filter.noAccount': {
    nl: 'Er is geen klant met nummer {number}.',
    en: 'There is no account with number {number}.',
  },
  'phones.filter.nothing': { nl: 'Geen toestel past bij deze zoekopdracht.', en: 'No phone fits this search.' },
  'phones.next': { nl: 'Volgende', en: 'Next' },
  'phones.first': { nl: 'Naar het begin', en: 'Back to the start' },
  'phones.pages': { nl: 'Bladeren', en: 'Pages' },
  'phones.mac': { nl: 'MAC', en: 'MAC' },
  'phones.model': { nl: 'Toestel', en: 'Phone' },
  'phones.account': { nl: 'Klant', en: 'Account' },
  'phones.window': { nl: 'Eerste start', en: 'First boot' },
  'phones.seen': { nl: 'Laatst gezien', en: 'Last seen' },
  'phones.firmware': { nl: 'Firmware', en: 'Firmware' },
  'phones.empty.title': { nl: 'Nog geen toestellen', en: 'No phones yet' },
  'phones.empty.text': {
    nl: 'Voeg een toestel toe met zijn MAC. Tot {hours} uur daarna mag het zijn bestanden zonder wachtwoord ophalen; zo komt het binnen.',
    en: 'Add a phone by its MAC. For {hours} hours after that it may fetch its files without a password; that is how it comes in.',
  },
  'phones.add.title': { nl: 'Een toestel toevoegen', en: 'Add a phone' },
  'phones.add.login': {
    nl: '1. Vraag een token aan, met uw eigen wachtwoord:',
    en: '1. Ask for a token, with your own password:',
  },
  'phones.add.post': {
    nl: '2. Voeg het toestel toe, met dat token in plaats van TOKEN:',
    en: '2. Add the phone, with that token in place of TOKEN:',
  },
  'phones.add.more': {
    nl: 'Het antwoord noemt de URL waarmee het toestel voor het eerst start. Alle merken en modellen staan op /api/v1/device-models, de hele API op /api/v1/openapi.json.',
    en: 'The answer names the URL for the first boot of the phone. All makes and models are at /api/v1/device-models, the whole API at /api/v1/openapi.json.',
  },

  // The first-boot window
  'window.open': { nl: 'Open', en: 'Open' },
  'window.closed': { nl: 'Dicht', en: 'Closed' },
  'window.closes': { nl: 'sluit', en: 'closes' },
  'window.from': { nl: 'alleen vanaf {networks}', en: 'only from {networks}' },
  'window.fromAccount': {
    nl: 'alleen vanaf de netwerken van de klant: {networks}',
    en: 'only from the networks of the account: {networks}',
  },
  'window.meaning.open': {
    nl: 'Het toestel mag zijn bestanden ophalen zonder eigen sleutel. Het venster sluit zodra het dat met die sleutel doet.',
    en: 'The phone may fetch its files without a key of its own. The window closes as soon as it comes with that key.',
  },
  'window.meaning.closed': {
    nl: 'Alleen wie de eigen sleutel van dit toestel heeft, krijgt zijn bestanden.',
    en: 'Only who has the key of this phone gets its files.',
  },
  'window.open.action': { nl: 'Venster openen', en: 'Open the window' },
  'window.open.again': { nl: 'Opnieuw openen', en: 'Open again' },
  'window.open.title': { nl: 'Venster voor de eerste start openen', en: 'Open the first-boot window' },
  'window.open.explain': {
    nl: 'Zolang het venster open is, krijgt wie zich met dit MAC meldt de bestanden van dit toestel, met de wachtwoorden erin. Open het alleen als u dit toestel verwacht, en niet langer dan nodig.',
    en: 'While the window is open, whoever comes with this MAC gets the files of this phone, passwords included. Open it only when you expect this phone, and no longer than needed.',
  },
  'window.open.reset': {
    nl: 'Er komt een nieuwe URL; een eerdere URL voor de eerste start vervalt.',
    en: 'There will be a new URL; a former first-boot URL ends.',
  },
  'window.minutes': { nl: 'Hoe lang', en: 'How long' },
  'window.minutes.15': { nl: '15 minuten', en: '15 minutes' },
  'window.minutes.60': { nl: '1 uur', en: '1 hour' },
  'window.minutes.240': { nl: '4 uur', en: '4 hours' },
  'window.minutes.default': {
    nl: '{hours} uur, zoals voor een nieuw toestel',
    en: '{hours} hours, as for a new phone',
  },
  'window.networks': { nl: 'Alleen vanaf dit adres of netwerk', en: 'Only from this address or network' },
  'window.networks.hint': {
    nl: 'Bijvoorbeeld 192.0.2.7 of 192.0.2.0/24; meer dan een met een spatie ertussen. Leeg: vanaf de netwerken van de klant, of overal vandaan als die er geen heeft.',
    en: 'Such as 192.0.2.7 or 192.0.2.0/24; several with a blank between. Empty: from the networks of the account, or from anywhere when it has none.',
  },
  'window.networks.bad': {
    nl: '"{network}" is geen adres en geen netwerk zoals 192.0.2.0/24.',
    en: '"{network}" is no address and no network such as 192.0.2.0/24.',
  },
  'window.opened.title': { nl: 'Het venster is open', en: 'The window is open' },
  'window.opened.url': { nl: 'URL voor de eerste start', en: 'URL for the first boot' },
  'window.opened.once': {
    nl: 'Deze URL wordt alleen nu getoond. Vul hem in op het toestel of geef hem mee met DHCP (optie 66), en start het toestel opnieuw.',
    en: 'This URL is shown only now. Type it into the phone or hand it out by DHCP (option 66), then restart the phone.',
  },
  'window.opened.factory': {
    nl: 'Een toestel met fabrieksinstellingen dat deze server al weet te vinden, heeft de URL niet nodig.',
    en: 'A phone with factory settings that finds this server already does not need the URL.',
  },
  'window.opened.back': { nl: 'Naar het toestel', en: 'To the phone' },
  'window.close.action': { nl: 'Venster sluiten', en: 'Close the window' },
  'window.close.title': { nl: 'Venster voor de eerste start sluiten', en: 'Close the first-boot window' },
  'window.close.explain': {
    nl: 'Een toestel dat zijn bestanden nog niet heeft opgehaald, wordt daarna geweigerd tot het venster weer open is.',
    en: 'A phone that has not fetched its files yet is refused after this until the window is open again.',
  },

  'window.opened.factory.only': {
    nl: 'Start het toestel met fabrieksinstellingen opnieuw: zolang het venster open is, komt het zonder sleutel binnen. De URL met de sleutel ziet alleen wie geheimen mag zien.',
    en: 'Restart the phone with factory settings: while the window is open it comes in without a token. The URL with the token is shown only to those who may see secrets.',
  },

  // One phone
  'phone.facts': { nl: 'Gegevens', en: 'Facts' },
  'phone.model': { nl: 'Model', en: 'Model' },
  'phone.serial': { nl: 'Serienummer', en: 'Serial number' },
  'phone.account': { nl: 'Klant', en: 'Account' },
  'phone.account.none': { nl: 'nog van de partner', en: 'still with the partner' },
  'phone.channels': { nl: 'Kanalen', en: 'Channels' },
  'phone.handsets': { nl: 'Handsets', en: 'Handsets' },
  'phone.handset.any': { nl: 'elke', en: 'any' },
  'phone.handset.ipui': { nl: 'IPUI', en: 'IPUI' },
  'phone.added': { nl: 'Toegevoegd', en: 'Added' },
  'phone.changed': { nl: 'Gewijzigd', en: 'Changed' },
  'phone.state': { nl: 'Stand van zaken', en: 'State' },
  'phone.seen': { nl: 'Laatst gezien', en: 'Last seen' },
  'phone.seen.where': {
    nl: 'vanaf {address}, {transport}, bestand {file}',
    en: 'from {address}, {transport}, file {file}',
  },
  'phone.agent': { nl: 'Zegt zelf', en: 'Says of itself' },
  'phone.firmware': { nl: 'Firmware', en: 'Firmware' },
  'phone.features': { nl: 'Aan op het toestel', en: 'Switched on at the phone' },
  'feature.dnd': { nl: 'Niet storen', en: 'Do not disturb' },
  'feature.always_fwd': { nl: 'Altijd doorschakelen', en: 'Forward always' },
  'feature.busy_fwd': { nl: 'Doorschakelen bij bezet', en: 'Forward when busy' },
  'feature.no_answer_fwd': { nl: 'Doorschakelen bij geen gehoor', en: 'Forward on no answer' },
  'phone.fetched': { nl: 'Eigen bestand', en: 'Own file' },
  'phone.fetched.never': {
    nl: 'Het toestel heeft zijn eigen bestand nog niet opgehaald.',
    en: 'The phone has not fetched its own file yet.',
  },
  'phone.fetched.current': {
    nl: 'Het toestel heeft het bestand zoals het nu is.',
    en: 'The phone has the file as it is now.',
  },
  'phone.fetched.behind': {
    nl: 'Het bestand is nu anders dan wat het toestel ophaalde: het krijgt het nieuwe bij de volgende controle of herstart.',
    en: 'The file is different now from the one it fetched: it gets the new one at its next check or restart.',
  },
  'phone.fetched.none': {
    nl: 'Voor dit model maakt Bellhop geen eigen bestand.',
    en: 'Bellhop makes no own file for this model.',
  },
  'phone.otherModel': {
    nl: 'Zegt een {claimed} te zijn, maar staat hier als {set}.',
    en: 'Says it is a {claimed}, but is set to {set} here.',
  },
  'phone.otherModel.do': {
    nl: 'Controleer het MAC en het model: met bestanden van een ander model werkt een toestel niet goed.',
    en: 'Check the MAC and the model: with files of another model a phone does not work well.',
  },
  'phone.scheme': { nl: 'Haalt op via', en: 'Fetches by' },
  'scheme.ownCa.https': {
    nl: 'HTTPS: dit toestel laadt eerst onze CA en kan daarmee het certificaat van deze server controleren.',
    en: 'HTTPS: this phone first loads our CA and can check the certificate of this server with it.',
  },
  'scheme.ownCa.http': {
    nl: 'HTTP, zonder versleuteling: dit toestel kan een certificaat van onze eigen CA niet controleren.',
    en: 'HTTP, without encryption: this phone cannot check a certificate of our own CA.',
  },
  'scheme.given.https': {
    nl: 'HTTPS: dit toestel kan het certificaat van deze server controleren.',
    en: 'HTTPS: this phone can check the certificate of this server.',
  },
  'scheme.given.http': {
    nl: 'HTTP, zonder versleuteling: van dit toestel is niet bekend dat het TLS 1.2 spreekt, en zo het certificaat van deze server kan controleren.',
    en: 'HTTP, without encryption: this phone is not known to speak TLS 1.2, which it needs to check the certificate of this server.',
  },
  'scheme.setting.https': {
    nl: 'HTTPS: zo staat het in de instellingen, ook al is niet bekend dat dit toestel het certificaat kan controleren.',
    en: 'HTTPS: the settings say so, although this phone is not known to be able to check the certificate.',
  },
  'scheme.setting.http': {
    nl: 'HTTP, zonder versleuteling: zo staat het in de instellingen, ook al kan dit toestel HTTPS.',
    en: 'HTTP, without encryption: the settings say so, although this phone can do HTTPS.',
  },
  'scheme.httpsOff': {
    nl: 'HTTP, zonder versleuteling: HTTPS voor toestellen staat op deze server uit.',
    en: 'HTTP, without encryption: HTTPS for phones is switched off on this server.',
  },
  'scheme.httpOff': {
    nl: 'HTTPS: HTTP voor toestellen staat op deze server uit.',
    en: 'HTTPS: HTTP for phones is switched off on this server.',
  },
  'phone.warnings': { nl: 'Let op', en: 'Take note' },
  'phone.files': { nl: 'Bestanden', en: 'Files' },
  'phone.files.explain': { nl: 'Dit zou het toestel nu krijgen.', en: 'What the phone would get now.' },
  'phone.files.none': {
    nl: 'Voor dit model maakt Bellhop geen bestanden.',
    en: 'Bellhop makes no files for this model.',
  },
  'phone.file.name': { nl: 'Naam', en: 'Name' },
  'phone.file.type': { nl: 'Soort', en: 'Type' },
  'phone.file.size': { nl: 'Grootte', en: 'Size' },
  'phone.uploads': { nl: 'Door het toestel gestuurd', en: 'Sent by the phone' },
  'phone.uploads.none': { nl: 'Het toestel heeft nog niets gestuurd.', en: 'The phone has sent nothing yet.' },
  'phone.upload.at': { nl: 'Ontvangen', en: 'Received' },
  'upload.localConfig': { nl: 'Instellingen die op het toestel zijn gewijzigd', en: 'Settings changed on the phone' },
  'upload.contacts': { nl: 'Telefoonboek', en: 'Contacts' },
  'upload.callLog': { nl: 'Belgeschiedenis', en: 'Call log' },

  // One file
  'file.explain': {
    nl: 'Elke regel met de laag die hem bepaalde. Wachtwoorden zijn verborgen.',
    en: 'Every line with the layer that decided it. Passwords are hidden.',
  },
  'file.explain.plain': {
    nl: 'Zoals het toestel het krijgt. Wachtwoorden zijn verborgen.',
    en: 'As the phone gets it. Passwords are hidden.',
  },
  'file.binary': { nl: 'Dit bestand is geen tekst ({size}).', en: 'This file is no text ({size}).' },
  'file.cut': { nl: 'Alleen de eerste {count} regels staan hier.', en: 'Only the first {count} lines are shown.' },
  'file.layers': { nl: 'Lagen', en: 'Layers' },
  'file.layers.all': { nl: 'Alle regels', en: 'All lines' },
  'file.line': { nl: 'Regel', en: 'Line' },
  'file.text': { nl: 'Tekst', en: 'Text' },
  'file.layer': { nl: 'Laag', en: 'Layer' },
  'file.writtenIn': { nl: '{layer}, geschreven bij {where}', en: '{layer}, written at {where}' },
  'layer.default': { nl: 'Standaard', en: 'Default' },
  'layer.server': { nl: 'Server', en: 'Server' },
  'layer.partner': { nl: 'Partner', en: 'Partner' },
  'layer.account': { nl: 'Klant', en: 'Account' },
  'layer.model': { nl: 'Model', en: 'Model' },
  'layer.cpe': { nl: 'Toestel', en: 'Phone' },
  'layer.channel': { nl: 'Kanaal', en: 'Channel' },
  'layer.extra': { nl: 'Vrije regel', en: 'Raw line' },
  'layer.default.means': { nl: 'wat er staat als niemand iets koos', en: 'what stands when nobody chose anything' },
  'layer.server.means': { nl: 'adressen van deze server', en: 'addresses of this server' },
  'layer.partner.means': {
    nl: 'door de partner voor al zijn klanten gekozen',
    en: 'chosen by the partner for all its accounts',
  },
  'layer.account.means': {
    nl: 'voor alle toestellen van de klant gekozen',
    en: 'chosen for all phones of the account',
  },
  'layer.model.means': { nl: 'voor dit model bij deze klant gekozen', en: 'chosen for this model at this account' },
  'layer.cpe.means': { nl: 'alleen voor dit toestel', en: 'for this phone only' },
  'layer.channel.means': { nl: 'van het kanaal (het SIP-account)', en: 'of the channel (the SIP account)' },
  'layer.extra.means': {
    nl: 'in de woorden van het toestel zelf; wint altijd',
    en: 'in the words of the phone itself; always wins',
  },

  // Refused requests
  'quarantine.title': { nl: 'Geweigerd', en: 'Refused' },
  'quarantine.explain': {
    nl: 'Verzoeken om bestanden van een toestel die zijn geweigerd, de nieuwste eerst.',
    en: 'Requests for files of a phone that were refused, newest first.',
  },
  'quarantine.empty': { nl: 'Er is niets geweigerd.', en: 'Nothing was refused.' },
  'quarantine.when': { nl: 'Wanneer', en: 'When' },
  'quarantine.mac': { nl: 'MAC', en: 'MAC' },
  'quarantine.who': { nl: 'Wie', en: 'Who' },
  'quarantine.why': { nl: 'Waarom, en wat te doen', en: 'Why, and what to do' },
  'quarantine.count.one': { nl: '1 keer', en: 'once' },
  'quarantine.count.many': { nl: '{count} keer', en: '{count} times' },
  'quarantine.where': {
    nl: 'vanaf {address}, {transport}, bestand {file}',
    en: 'from {address}, {transport}, file {file}',
  },
  'quarantine.since': { nl: 'Daarna is het toestel wel binnengekomen.', en: 'The phone did come in after that.' },
  'quarantine.because.unknownMac': {
    nl: 'Dit MAC heeft niemand toegevoegd: voeg het toe, en het toestel krijgt zijn bestanden bij de volgende poging.',
    en: 'Nobody added this MAC: add it as a CPE, and the phone gets its files at its next try.',
  },
  'quarantine.because.otherMac': {
    nl: 'Het vroeg om de bestanden van dit MAC, maar noemt zelf een ander: is dit het verwachte toestel, geef het dan de URL van de eerste start.',
    en: 'It asked for the files of this MAC but calls itself by another: if this is the phone you expect, give it the first-boot URL.',
  },
  'quarantine.because.windowClosed': {
    nl: 'Het kwam zonder zijn sleutel en het venster voor de eerste start is dicht: open het venster als dit het toestel is dat u verwacht.',
    en: 'It came without its token and its first-boot window is closed: open the window if this is the phone you expect.',
  },
  'quarantine.because.outsideNetworks': {
    nl: 'Het venster voor de eerste start is open, maar niet voor dit adres: open het voor dit netwerk als dit het toestel is dat u verwacht.',
    en: 'Its first-boot window is open, but not for this address: open it for this network if this is the phone you expect.',
  },
  'quarantine.because.wrongToken': {
    nl: 'Het kwam met een sleutel die niet, of niet meer, van dit toestel is: zet het terug naar de fabrieksinstellingen en open het venster voor de eerste start.',
    en: 'It came with a token that is not, or no longer, its own: reset the phone and open its first-boot window.',
  },

  'quarantine.because.outsideAllowList': {
    nl: 'IP-listing staat aan bij deze klant en dit adres staat niet op de IP allow-list: zet het adres erop, of geef het toestel zijn eigen sleutel.',
    en: 'IP listing is on for its account and this address is not on the IP allow-list: put the address on it if this is the phone you expect.',
  },
  'quarantine.because.certificateOfOtherMac': {
    nl: 'Zijn certificaat noemt een ander MAC: controleer of het MAC goed is overgenomen, en geef anders dit toestel een eigen certificaat.',
    en: 'Its certificate names another MAC: check that the MAC was written down right, else give this phone a certificate of its own.',
  },
  'quarantine.because.certificateRevoked': {
    nl: 'Zijn certificaat is ingetrokken: geef het een nieuw certificaat, of open het venster als dit het toestel is dat u verwacht.',
    en: 'Its certificate is revoked: issue a new one, or open the window if this is the phone you expect.',
  },
  'quarantine.because.certificateNotEnough': {
    nl: 'Zijn certificaat klopt, maar deze klant vraagt ook een bekend serienummer of een open venster: open het venster voor de eerste start.',
    en: 'Its certificate is right, but its account asks for a known serial number or an open window too: open its first-boot window.',
  },
  'quarantine.because.wrongDigest': {
    nl: 'Het gaf een verkeerde gebruikersnaam of een verkeerd wachtwoord: zet het terug naar de fabrieksinstellingen en open het venster voor de eerste start.',
    en: 'It gave a wrong user name or password: reset the phone and open its first-boot window.',
  },
  'quarantine.because.legacyTlsNotAllowed': {
    nl: 'Het kwam met oude TLS (1.0 of 1.1) en dat mag bij deze klant niet: sta het bij de klant toe, of stuur het toestel naar de HTTP-URL.',
    en: 'It came by old TLS (1.0 or 1.1), which its account does not allow: allow it there, or send the phone to the HTTP URL.',
  },
  'quarantine.because.legacyTlsNeeded': {
    nl: 'Iets op dit adres kent geen TLS 1.2 en kon niet verbinden: is het een oud toestel, sta oude TLS toe en stuur het naar die poort, of naar de HTTP-URL.',
    en: 'Something at this address knows no TLS 1.2 and could not connect: if it is an old phone, allow legacy TLS and send it to that port, or to the HTTP URL.',
  },
  'quarantine.because.tooManyGuesses': {
    nl: 'Het venster is open, maar vanaf dit adres zijn te veel MACs geprobeerd: geef het toestel de URL van de eerste start.',
    en: 'Its window is open, but too many MACs were tried from this address: give the phone its first-boot URL.',
  },

  // Jobs
  'jobs.title': { nl: 'Taken', en: 'Jobs' },
  'jobs.explain': {
    nl: 'Werk dat langer duurt. Het gaat door als u deze pagina sluit, en ook als een server uitvalt.',
    en: 'Work that takes longer. It goes on when you close this page, and when a server fails.',
  },
  'jobs.empty': { nl: 'Er zijn geen taken.', en: 'There are no jobs.' },
  'jobs.filter': { nl: 'Taken kiezen', en: 'Choose jobs' },
  'jobs.filter.all': { nl: 'alle', en: 'all' },
  'jobs.kind': { nl: 'Soort', en: 'Kind' },
  'jobs.state': { nl: 'Stand', en: 'State' },
  'jobs.progress': { nl: 'Voortgang', en: 'Progress' },
  'jobs.by': { nl: 'Gevraagd door', en: 'Asked for by' },
  'jobs.when': { nl: 'Gevraagd', en: 'Asked for' },
  'job.id': { nl: 'Nummer', en: 'Id' },
  'job.started': { nl: 'Begonnen', en: 'Begun' },
  'job.finished': { nl: 'Geëindigd', en: 'Ended' },
  'job.node': { nl: 'Op server', en: 'On server' },
  'job.attempts': { nl: 'Pogingen', en: 'Attempts' },
  'job.error': { nl: 'Wat er misging', en: 'What went wrong' },
  'job.log': { nl: 'Verloop', en: 'Course' },
  'job.refresh': { nl: 'Vernieuwen', en: 'Refresh' },
  'job.cancel': { nl: 'Taak stoppen', en: 'Cancel the job' },
  'job.cancel.title': { nl: 'Deze taak stoppen?', en: 'Cancel this job?' },
  'job.cancel.explain': {
    nl: 'Een taak die wacht stopt meteen, een taak die bezig is bij de volgende stap. Een import die nog niet schrijft, verandert dan niets.',
    en: 'A job that waits stops at once, one that runs at its next step. An import that is not writing yet then changes nothing.',
  },
  'job.cancel.back': { nl: 'Laat doorgaan', en: 'Let it go on' },
  'job.kind.csvImport': { nl: 'Toestellen importeren', en: 'Import of phones' },
  'job.kind.resync': { nl: 'Toestel opnieuw laten ophalen', en: 'Tell a phone to fetch again' },
  'job.kind.reboot': { nl: 'Toestel herstarten', en: 'Restart a phone' },
  'job.kind.rotation': { nl: 'Geheimen van een klant vernieuwen', en: "Rotation of an account's secrets" },
  'job.kind.reachClone': { nl: 'Bereikbaarheid kopiëren', en: 'Copy of reachability' },
  'job.kind.tidy': { nl: 'Opruimen', en: 'Housekeeping' },
  'job.state.queued': { nl: 'Wacht', en: 'Waits' },
  'job.state.running': { nl: 'Bezig', en: 'Runs' },
  'job.state.cancelling': { nl: 'Stopt', en: 'Stops' },
  'job.state.done': { nl: 'Klaar', en: 'Done' },
  'job.state.failed': { nl: 'Mislukt', en: 'Failed' },
  'job.state.cancelled': { nl: 'Gestopt', en: 'Cancelled' },
  'job.log.started': { nl: 'Begonnen op {node}.', en: 'Begun on {node}.' },
  'job.log.takenOver': {
    nl: 'Overgenomen door {node}: de vorige server liet niets meer horen.',
    en: 'Taken over by {node}: the server before was heard of no more.',
  },
  'job.log.released': { nl: '{node} stopt en geeft de taak terug.', en: '{node} stops and gives the job back.' },
  'job.log.retry': {
    nl: 'Een poging mislukte: {detail}. De volgende over {seconds} s.',
    en: 'An attempt failed: {detail}. The next in {seconds} s.',
  },
  'job.log.failed': { nl: 'Mislukt: {detail}', en: 'Failed: {detail}' },
  'job.log.done': { nl: 'Klaar.', en: 'Done.' },
  'job.log.cancelled': { nl: 'Gestopt.', en: 'Cancelled.' },
  'job.log.rowsChecked': {
    nl: '{rows} rijen bekeken, {bad} onbruikbaar.',
    en: '{rows} rows looked at, {bad} cannot be used.',
  },
  'job.log.writing': {
    nl: 'Schrijft: {added} nieuw, {updated} gewijzigd.',
    en: 'Writes: {added} new, {updated} changed.',
  },
  'job.log.settled': {
    nl: 'Een afgebroken poging is teruggedraaid; alles wordt opnieuw bekeken.',
    en: 'An attempt that was cut off was undone; all rows are looked at anew.',
  },

  // Import of phones
  'import.title': { nl: 'Toestellen importeren', en: 'Import phones' },
  'import.explain': {
    nl: 'Een CSV-bestand (UTF-8) met een kopregel. Nieuwe MACs worden toegevoegd, bekende bijgewerkt; een lege cel laat staan wat er is. Eerst wordt alles bekeken, er wordt nog niets geschreven.',
    en: 'A CSV file (UTF-8) with a header. New MACs are added, known ones updated; an empty cell leaves what is there. First everything is looked at, and nothing is written yet.',
  },
  'import.columns': { nl: 'Kolommen: {columns}', en: 'Columns: {columns}' },
  'import.export': { nl: 'Alle toestellen als CSV', en: 'All phones as CSV' },
  'import.file': { nl: 'CSV-bestand', en: 'CSV file' },
  'import.submit': { nl: 'Bekijken', en: 'Look at it' },
  'import.badFile': { nl: 'Dit bestand kan niet worden gebruikt:', en: 'This file cannot be used:' },
  'import.added': { nl: 'Nieuw', en: 'New' },
  'import.updated': { nl: 'Gewijzigd', en: 'Changed' },
  'import.unchanged': { nl: 'Ongewijzigd', en: 'Unchanged' },
  'import.bad': { nl: 'Onbruikbaar', en: 'Cannot be used' },
  'import.dryRun.result': { nl: 'Dit zou de import doen', en: 'What the import would do' },
  'import.result': { nl: 'Dit deed de import', en: 'What the import did' },
  'import.row': { nl: 'Rij', en: 'Row' },
  'import.where': { nl: 'Kolom', en: 'Column' },
  'import.detail': { nl: 'Wat er niet klopt', en: 'What is wrong' },
  'import.nothing': {
    nl: 'Er is niets geschreven: verbeter deze rijen en stuur het bestand opnieuw.',
    en: 'Nothing was written: correct these rows and send the file again.',
  },
  'import.more': {
    nl: 'Alleen de eerste {count} staan hier; de API geeft ze alle.',
    en: 'Only the first {count} are shown; the API gives all.',
  },
  'import.apply': { nl: 'Nu importeren', en: 'Import now' },

  // Errors: the title, and what to do
  'error.JOB_NOT_FOUND': { nl: 'Er is geen taak met dit nummer', en: 'There is no such job' },
  'error.JOB_ENDED': { nl: 'De taak is al geëindigd', en: 'The job has ended already' },
  'error.LOGIN_FAILED': { nl: 'Gebruikersnaam of wachtwoord is onjuist', en: 'User name or password is wrong' },
  'error.TOTP_NEEDED': {
    nl: 'Deze gebruiker logt in met een tweede factor: ook de code daarvan is nodig',
    en: 'This user logs in with a second factor: its code is needed too',
  },
  'error.TOO_MANY_TRIES': {
    nl: 'Te vaak mislukt ingelogd: wacht tien minuten',
    en: 'Too many failed logins: wait ten minutes',
  },
  'error.INPUT_INVALID': {
    nl: 'Een deel van wat u stuurde is niet bruikbaar',
    en: 'Some of what was sent cannot be used',
  },
  'error.INPUT_INVALID.do': {
    nl: 'Ga terug, verander het en probeer het opnieuw.',
    en: 'Go back, change it, and try again.',
  },
  'error.FORBIDDEN': {
    nl: 'Uw rol, of dit token, staat dat niet toe',
    en: 'Your role, or this token, does not allow that',
  },
  'error.FORBIDDEN.do': {
    nl: 'Vraag het een beheerder van uw klant of partner.',
    en: 'Ask an admin of your account or partner.',
  },
  'error.NOT_FOUND': { nl: 'Dit is er niet', en: 'There is no such thing' },
  'error.NOT_FOUND.do': {
    nl: 'Controleer het adres, of ga naar de lijst van toestellen.',
    en: 'Check the address, or go to the list of phones.',
  },
  'error.CPE_NOT_FOUND': { nl: 'Er is geen toestel met dit MAC', en: 'There is no CPE with this MAC' },
  'error.CPE_NOT_FOUND.do': {
    nl: 'Controleer het MAC, of zoek het in de lijst van toestellen.',
    en: 'Check the MAC, or look for it in the list of phones.',
  },
  'error.FILE_NOT_FOUND': { nl: 'Dit toestel heeft zo’n bestand niet', en: 'This CPE has no such file' },
  'error.FILE_NOT_FOUND.do': {
    nl: 'Ga naar het toestel: daar staan de bestanden die het nu zou krijgen.',
    en: 'Go to the phone: it lists the files that it would get now.',
  },
  'error.REVISION_STALE': {
    nl: 'Iemand anders heeft het intussen gewijzigd: lees het opnieuw en herhaal de wijziging',
    en: 'It was changed by someone else meanwhile: read it again, then repeat the change',
  },
  'error.REVISION_STALE.do': {
    nl: 'Ga terug, laad de pagina opnieuw en probeer het nog eens.',
    en: 'Go back, load the page again, and try once more.',
  },
  'error.UNAVAILABLE': {
    nl: 'De database antwoordt niet: probeer het zo weer',
    en: 'The database does not answer: try again in a moment',
  },
  'error.UNAVAILABLE.do': {
    nl: 'Toestellen houden wat ze hebben. Blijft dit zo, kijk dan of de database draait.',
    en: 'Phones keep what they have. If this lasts, look whether the database runs.',
  },
  'error.INTERNAL': {
    nl: 'Er ging binnen iets mis; het logboek zegt meer bij dit verzoeknummer',
    en: 'Something went wrong inside; the log tells more under this request id',
  },
  'error.INTERNAL.do': {
    nl: 'Probeer het nog eens. Blijft het misgaan, geef het verzoeknummer dan aan de beheerder.',
    en: 'Try again. If it keeps failing, give the request id to whoever runs the server.',
  },
  'error.request': { nl: 'Verzoeknummer', en: 'Request id' },
  'error.formOld.title': { nl: 'Dit formulier is niet meer geldig', en: 'This form is no longer valid' },
  'error.formOld.do': {
    nl: 'Ga terug, laad de pagina opnieuw en verstuur het formulier nog eens. Uw browser moet cookies toestaan.',
    en: 'Go back, load the page again, and send the form once more. Your browser must allow cookies.',
  },
  'error.home': { nl: 'Naar de toestellen', en: 'To the phones' },
  // The audit log, and what is held about a person
  'audit.title': { nl: 'Logboek', en: 'Audit log' },
  'audit.explain': {
    nl: 'Wie wat veranderde, wanneer, van waar en langs welke weg. Wachtwoorden en tokens staan er nooit in.',
    en: 'Who changed what, when, from where and by which way. Passwords and tokens never stand here.',
  },
  'audit.empty': { nl: 'Er is nog niets gebeurd.', en: 'Nothing has happened yet.' },
  'audit.nothing': { nl: 'Niets past bij deze zoekopdracht.', en: 'Nothing fits this search.' },
  'audit.filter': { nl: 'Zoeken in het logboek', en: 'Search the audit log' },
  'audit.filter.subject': { nl: 'MAC, id of gebruikersnaam', en: 'MAC, id or user name' },
  'audit.filter.from': { nl: 'Vanaf (UTC)', en: 'From (UTC)' },
  'audit.filter.to': { nl: 'Tot en met (UTC)', en: 'Up to and with (UTC)' },
  'audit.filter.text': { nl: 'Tekst', en: 'Text' },
  'audit.download': { nl: 'Downloaden (CSV)', en: 'Download (CSV)' },
  'audit.when': { nl: 'Wanneer', en: 'When' },
  'audit.actor': { nl: 'Wie', en: 'Who' },
  'audit.action': { nl: 'Wat', en: 'What' },
  'audit.subject': { nl: 'Waarvan', en: 'Of what' },
  'audit.changes': { nl: 'Wijzigingen', en: 'Changes' },
  'audit.changes.one': { nl: '1 wijziging', en: '1 change' },
  'audit.changes.many': { nl: '{count} wijzigingen', en: '{count} changes' },
  'audit.changes.more': { nl: 'en nog {count}, die niet bewaard zijn', en: 'and {count} more, which were not kept' },
  'audit.toPhone': { nl: 'naar het toestel', en: 'to the phone' },
  'audit.action.any': { nl: 'alles', en: 'anything' },
  'audit.action.added': { nl: 'toegevoegd', en: 'added' },
  'audit.action.changed': { nl: 'gewijzigd', en: 'changed' },
  'audit.action.removed': { nl: 'verwijderd', en: 'removed' },
  'audit.action.notDone': { nl: 'ging toch niet door', en: 'did not happen after all' },
  'audit.action.windowOpened': { nl: 'eerste start geopend', en: 'first boot opened' },
  'audit.action.windowClosed': { nl: 'eerste start gesloten', en: 'first boot closed' },
  'audit.action.uploadsRemoved': { nl: 'ontvangen bestanden verwijderd', en: 'uploads removed' },
  'audit.action.phoneTold': { nl: 'opdracht aan toestel', en: 'phone told' },
  'audit.action.secretRevealed': { nl: 'geheim getoond', en: 'secret shown' },
  'audit.action.loggedIn': { nl: 'ingelogd', en: 'logged in' },
  'audit.action.loginFailed': { nl: 'inloggen mislukt', en: 'log-in failed' },
  'audit.action.loggedOut': { nl: 'uitgelogd', en: 'logged out' },
  'audit.action.auditExported': { nl: 'logboek gedownload', en: 'audit log exported' },
  'audit.action.personalDataExported': { nl: 'persoonsgegevens gedownload', en: 'personal data exported' },
  'audit.action.personalDataErased': { nl: 'persoonsgegevens gewist', en: 'personal data erased' },
  'audit.door.portal': { nl: 'portaal', en: 'portal' },
  'audit.door.api': { nl: 'API', en: 'API' },
  'audit.door.phone': { nl: 'toestel', en: 'phone' },
  'audit.door.job': { nl: 'taak', en: 'job' },
  'audit.door.command': { nl: 'opdracht', en: 'command' },
  'audit.kind.partner': { nl: 'partner', en: 'partner' },
  'audit.kind.account': { nl: 'klant', en: 'account' },
  'audit.kind.channel': { nl: 'kanaal', en: 'channel' },
  'audit.kind.cpe': { nl: 'toestel', en: 'phone' },
  'audit.kind.user': { nl: 'gebruiker', en: 'user' },
  'audit.kind.firmware': { nl: 'firmware', en: 'firmware' },
  'audit.kind.asset': { nl: 'bestand voor toestellen', en: 'file for phones' },
  'audit.kind.audit': { nl: 'logboek', en: 'audit log' },
  'audit.kind.person': { nl: 'persoon', en: 'person' },
  'phone.history': { nl: 'geschiedenis', en: 'history' },
  'personal.title': { nl: 'Persoonsgegevens', en: 'Personal data' },
  'personal.explain': {
    nl: 'Alles wat over een persoon bewaard is, als een bestand; of wis het. Wissen toont eerst wat er zou gebeuren.',
    en: 'All that is held about a person, as one file; or erase it. Erasing first shows what would happen.',
  },
  'personal.channel': { nl: 'Kanaal (naam of id)', en: 'Channel (name or id)' },
  'personal.export': { nl: 'Downloaden', en: 'Download' },
  'personal.erase': { nl: 'Wissen...', en: 'Erase...' },
  'personal.plan': { nl: 'Deze gegevens wissen?', en: 'Erase these data?' },
  'personal.plan.explain': {
    nl: 'Nog niets is gewist. Het kan niet ongedaan worden gemaakt; back-ups houden wat erin staat.',
    en: 'Nothing has been erased yet. It cannot be undone; backups keep what is in them.',
  },
  'personal.removed': { nl: '{count} verwijderen', en: 'remove {count}' },
  'personal.overwritten': { nl: '{count} overschrijven', en: 'overwrite {count}' },
  'personal.pseudonym': {
    nl: 'Waar iets moet blijven staan, staat voortaan {pseudonym}.',
    en: 'Where something must stay, {pseudonym} stands from now on.',
  },
  'personal.confirm': { nl: 'Ja, wis {who}', en: 'Yes, erase {who}' },
  'personal.done': { nl: 'Gewist', en: 'Erased' },

  ...PHONEBOOK_TEXTS,
  ...ALARM_TEXTS,

  // Queues

  // Number plans, call blocking
  ...TIME_TEXTS,
  ...NUMBER_PLAN_PAGE_TEXTS,
} as const satisfies Record<string, { readonly nl: string; readonly en: string }>;

export type TextKey = keyof typeof TEXTS;

/** All keys, for those who check them. */
export const TEXT_KEYS: readonly string[] = Object.keys(TEXTS);

export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(TEXTS, key);
}

/**
 * @param language  ISO 639-1; anything but `nl` is answered in English
 * @param values    what stands in the places named in braces, such as `{count}`; a place without a value stays as it is
 */
export function text(language: string, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
  const found: string = TEXTS[key][language === 'nl' ? 'nl' : 'en'];
  return found.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
