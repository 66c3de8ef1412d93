// Texts about looking after phones: why one does not work, what happened to it, finding and replacing one; part of the
// catalogue in texts.ts.

export const CARE_TEXTS = {
  // Why a phone does not work: each check, what it found, what to do
  'why.title': { nl: 'Werkt het toestel?', en: 'Does the phone work?' },
  'why.allWell': {
    nl: 'Voor zover bekend is er niets mis met dit toestel.',
    en: 'As far as is known nothing is wrong with this phone.',
  },
  'why.checks': { nl: 'Alles wat is nagekeken', en: 'Everything that was checked' },
  'why.do': { nl: 'Wat te doen:', en: 'What to do:' },
  'why.state.ok': { nl: 'in orde', en: 'fine' },
  'why.state.fail': { nl: 'niet in orde', en: 'not right' },
  'why.state.unknown': { nl: 'niet bekend', en: 'not known' },

  'why.seen': { nl: 'Is het toestel er geweest?', en: 'Has the phone been here?' },
  'why.seen.seen': {
    nl: 'Het toestel vroeg op {at} vanaf {address} om {file}.',
    en: 'The phone asked for {file} from {address} at {at}.',
  },
  'why.seen.refusedOnly': {
    nl: 'Het toestel vroeg op {at} vanaf {address} om zijn bestanden.',
    en: 'The phone asked for its files from {address} at {at}.',
  },
  'why.seen.never': {
    nl: 'Het toestel heeft nog nooit om een bestand gevraagd.',
    en: 'The phone never asked for a file.',
  },
  'why.seen.never.do': {
    nl: 'Controleer de stroom en het netwerk van het toestel en of dit MAC op het etiket staat. Vul de URL van de eerste start in op het toestel en start het opnieuw.',
    en: 'Check the power and the network of the phone, and that this MAC is on its label. Put the first-boot URL into the phone and start it again.',
  },

  'why.trusted': { nl: 'Wordt het toestel toegelaten?', en: 'Is the phone let in?' },
  'why.trusted.trusted': { nl: 'Ja, via {transport}.', en: 'Yes, by {transport}.' },
  'why.trusted.refused': {
    nl: 'Een aanvraag voor dit MAC is op {at} vanaf {address} geweigerd.',
    en: 'A request for this MAC was refused at {at}, from {address}.',
  },
  'why.trusted.notSeen': {
    nl: 'Dat blijkt pas wanneer het toestel om een bestand vraagt.',
    en: 'That shows when the phone asks for a file.',
  },

  'why.model': { nl: 'Is het het juiste model?', en: 'Is it the right model?' },
  'why.model.right': { nl: 'Het toestel is een {set}, zoals ingesteld.', en: 'The phone is a {set}, as it is set to.' },
  'why.model.unsaid': {
    nl: 'Het toestel heeft nog niet gezegd welk model het is; ingesteld is {set}.',
    en: 'The phone has not said yet which model it is; it is set to {set}.',
  },
  'why.model.other': {
    nl: 'Het toestel noemt zich {claimed}, maar is hier ingesteld als {set}. Het krijgt daardoor bestanden die niet passen.',
    en: 'The phone calls itself {claimed} but is set to {set} here. So it gets files that do not fit.',
  },
  'why.model.other.do': {
    nl: 'Controleer het etiket en wijzig het model van dit toestel, of ruil het om voor het juiste.',
    en: 'Check the label and change the model of this phone here, or swap it for the right one.',
  },
  'why.model.retired': {
    nl: 'De {set} wordt niet meer ondersteund en krijgt geen instellingen.',
    en: 'The {set} is no longer supported and gets no settings.',
  },
  'why.model.retired.do': { nl: 'Vervang het door een ander model.', en: 'Replace it by another model.' },

  'why.ownFile': { nl: 'Vraagt het om zijn eigen bestand?', en: 'Does it ask for its own file?' },
  'why.ownFile.asked': { nl: 'Ja, {file}, voor het laatst op {at}.', en: 'Yes, {file}, last at {at}.' },
  'why.ownFile.notAsked': {
    nl: 'Het toestel vroeg om {last}, maar nog nooit om {file}, waarin zijn eigen instellingen staan.',
    en: 'The phone asked for {last} but never for {file}, which holds its own settings.',
  },
  'why.ownFile.notAsked.do': {
    nl: 'Start het toestel opnieuw. Komt het bestand nog steeds niet, zet het dan terug naar de fabrieksinstellingen en controleer de URL.',
    en: 'Start the phone again. If it still does not ask, reset it to factory settings and check the URL.',
  },
  'why.ownFile.none': {
    nl: 'Voor dit model worden geen bestanden gemaakt.',
    en: 'No files are made for this model.',
  },
  'why.ownFile.notSeen': {
    nl: 'Het toestel is er nog niet geweest; het hoort om {file} te vragen.',
    en: 'The phone has not been here yet; it is to ask for {file}.',
  },

  'why.newest': { nl: 'Heeft het de nieuwste instellingen?', en: 'Does it have the newest settings?' },
  'why.newest.current': { nl: 'Ja, opgehaald op {at}.', en: 'Yes, fetched at {at}.' },
  'why.newest.behind': {
    nl: 'Nee: sinds het op {at} zijn bestand ophaalde, is er iets gewijzigd.',
    en: 'No: something was changed since it fetched its file at {at}.',
  },
  'why.newest.behind.do': {
    nl: 'Laat het toestel zijn instellingen opnieuw ophalen, of start het opnieuw.',
    en: 'Have the phone fetch its settings again, or start it again.',
  },
  'why.newest.none': { nl: 'Er is geen bestand om op te halen.', en: 'There is no file to fetch.' },
  'why.newest.notAsked': {
    nl: 'Het toestel heeft zijn eigen bestand nog niet opgehaald.',
    en: 'The phone has not fetched its own file yet.',
  },

  'why.firmware': { nl: 'Past de firmware?', en: 'Does the firmware fit?' },
  'why.firmware.fits': { nl: 'Ja, het draait {running}.', en: 'Yes, it runs {running}.' },
  'why.firmware.otherHardware': {
    nl: 'Het draait {running}, firmware van ander hardware dan dit model.',
    en: 'It runs {running}, firmware of other hardware than this model.',
  },
  'why.firmware.otherHardware.do': {
    nl: 'Waarschijnlijk is het een ander model dan ingesteld: controleer het etiket.',
    en: 'It probably is another model than it is set to: check the label.',
  },
  'why.firmware.tooOld': {
    nl: 'Het draait {running}, en dat is te oud om vanaf hier ingesteld te worden.',
    en: 'It runs {running}, which is too old to be set up from here.',
  },
  'why.firmware.tooOld.do': {
    nl: 'Werk de firmware eerst bij, zo nodig op het toestel zelf.',
    en: 'Upgrade the firmware first, on the phone itself if need be.',
  },
  'why.firmware.unsaid': {
    nl: 'Het toestel heeft nog niet gezegd welke firmware het draait.',
    en: 'The phone has not said yet which firmware it runs.',
  },

  'why.account': { nl: 'Hoort het bij een klant?', en: 'Does it belong to an account?' },
  'why.account.has': { nl: 'Ja.', en: 'Yes.' },
  'why.account.none': { nl: 'Het toestel hoort nog bij geen enkele klant.', en: 'No account has this phone yet.' },
  'why.account.none.do': { nl: 'Ken het toestel toe aan een klant.', en: 'Give the phone to an account.' },

  'why.channels': { nl: 'Heeft het een kanaal om mee te bellen?', en: 'Does it have a channel to call with?' },
  'why.channels.some': { nl: 'Ja: {count}.', en: 'Yes: {count}.' },
  'why.channels.none': {
    nl: 'Er is geen kanaal aan dit toestel gekoppeld, dus kan het niet bellen.',
    en: 'No channel is assigned to this phone, so it cannot make calls.',
  },
  'why.channels.none.do': { nl: 'Koppel een kanaal aan het toestel.', en: 'Assign a channel to the phone.' },
  'why.channels.tooMany': {
    nl: 'Er zijn {count} kanalen gekoppeld, maar het toestel heeft er {most}: de laatste werken niet.',
    en: '{count} channels are assigned, but the phone has {most}: the last ones do not work.',
  },
  'why.channels.tooMany.do': { nl: 'Haal er kanalen af.', en: 'Take channels off it.' },

  'why.told': { nl: 'Luistert het naar een oproep?', en: 'Does it answer when it is told?' },
  'why.told.came': { nl: 'Ja, het kwam na de oproep van {at}.', en: 'Yes, it came after it was told at {at}.' },
  'why.told.notTold': { nl: 'Het is nog niet opgeroepen.', en: 'It has not been told anything yet.' },
  'why.told.waiting': {
    nl: 'Het nam de oproep van {at} aan en is nog niet geweest.',
    en: 'It accepted what it was told at {at} and has not come yet.',
  },
  'why.told.silent': {
    nl: 'Het nam de oproep van {at} aan, maar haalde daarna niets op.',
    en: 'It accepted what it was told at {at} but fetched nothing since.',
  },
  'why.told.silent.do': { nl: 'Start het toestel met de hand opnieuw.', en: 'Start the phone by hand.' },
  'why.told.noAnswer': {
    nl: 'Het gaf geen antwoord op de oproep van {at}.',
    en: 'It gave no answer to what it was told at {at}.',
  },
  'why.told.noAnswer.do': {
    nl: 'Het staat uit, of een firewall houdt de oproep tegen. Start het toestel met de hand opnieuw.',
    en: 'It is off, or a firewall keeps the message out. Start the phone by hand.',
  },
  'why.told.challenged': {
    nl: 'Het wilde bij de oproep van {at} een wachtwoord, en niet het onze.',
    en: 'It wanted a password for what it was told at {at}, and not ours.',
  },
  'why.told.challenged.do': {
    nl: 'Start het toestel met de hand opnieuw, zodat het zijn gegevens opnieuw ophaalt.',
    en: 'Start the phone by hand, so that it fetches its credentials again.',
  },
  'why.told.refused': { nl: 'Het weigerde de oproep van {at}.', en: 'It refused what it was told at {at}.' },
  'why.told.refused.do': { nl: 'Start het toestel met de hand opnieuw.', en: 'Start the phone by hand.' },
  'why.told.unreachable': {
    nl: 'Het kon op {at} niet worden bereikt.',
    en: 'It could not be reached at {at}.',
  },
  'why.told.unreachable.do': {
    nl: 'Controleer het netwerk en start het toestel met de hand opnieuw.',
    en: 'Check the network and start the phone by hand.',
  },
  'why.told.cannot': {
    nl: 'Dit model kan zo niet worden opgeroepen.',
    en: 'This model cannot be told that.',
  },
  'why.told.cannot.do': { nl: 'Start het toestel met de hand opnieuw.', en: 'Start the phone by hand.' },

  'why.registered': { nl: 'Is het aangemeld om te bellen?', en: 'Is it registered for calls?' },
  'why.registered.registered': {
    nl: 'Ja, alle lijnen zijn aangemeld; de laatste sinds {at}.',
    en: 'Yes, all its lines are registered; the last one since {at}.',
  },
  'why.registered.notRegistered': {
    nl: 'Nee: sinds {at} is minstens één lijn niet aangemeld.',
    en: 'No: since {at} at least one line is not registered.',
  },
  'why.registered.notRegistered.do': {
    nl: 'Kijk in de tijdlijn welke lijn het is; controleer de inloggegevens van die lijn en of het toestel de centrale kan bereiken.',
    en: 'See in the timeline which line it is; check the credentials of that line and whether the phone reaches the PBX.',
  },
  'why.registered.untold': {
    nl: 'Dat is hier niet bekend: het toestel heeft niet over al zijn lijnen iets gemeld.',
    en: 'That is not known here: the phone has not told of all its lines.',
  },

  'why.encryption': { nl: 'Kan het versleuteld bellen?', en: 'Can it encrypt calls?' },
  'why.encryption.notAsked': { nl: 'Versleuteling is niet gevraagd.', en: 'Encryption is not asked for.' },
  'why.encryption.possible': { nl: 'Ja, en het staat aan.', en: 'Yes, and it is on.' },
  'why.encryption.no': {
    nl: 'Versleuteling is gevraagd, maar dit model kan het niet.',
    en: 'Encryption is asked for, but this model cannot do it.',
  },
  'why.encryption.no.do': {
    nl: 'Zet versleuteling uit op de kanalen van dit toestel, of neem een ander model.',
    en: 'Switch encryption off on its channels, or take another model.',
  },
  'why.encryption.notProvisioned': {
    nl: 'Versleuteling is gevraagd, maar kan bij dit model niet vanaf hier worden aangezet.',
    en: 'Encryption is asked for, but cannot be switched on from here on this model.',
  },
  'why.encryption.notProvisioned.do': {
    nl: 'Zet versleuteling uit op de kanalen van dit toestel.',
    en: 'Switch encryption off on its channels.',
  },
  'why.encryption.firmwareTooOld': {
    nl: 'Versleuteling is gevraagd, maar de firmware is er te oud voor.',
    en: 'Encryption is asked for, but the firmware is too old for it.',
  },
  'why.encryption.firmwareTooOld.do': { nl: 'Kies eerst nieuwere firmware.', en: 'Choose newer firmware first.' },
  'why.encryption.firmwareUnknown': {
    nl: 'Dat hangt van de firmware af, en die heeft het toestel nog niet genoemd.',
    en: 'That depends on the firmware, which the phone has not told yet.',
  },
  'why.encryption.notKnown': {
    nl: 'Van dit model is niet bekend of het kan versleutelen.',
    en: 'Whether this model can encrypt is not known.',
  },

  'why.keys': { nl: 'Staan de toetsen goed?', en: 'Are its keys set?' },
  'why.keys.set': { nl: '{count} toetsen zijn ingesteld.', en: '{count} keys are set.' },
  'why.keys.none': {
    nl: 'Niemand heeft toetsen ingesteld; het toestel houdt zijn eigen indeling.',
    en: 'Nobody set keys; the phone keeps its own.',
  },
  'why.keys.beyond': {
    nl: '{count} ingestelde toetsen passen niet op dit toestel.',
    en: '{count} keys of the layout do not fit on this phone.',
  },
  'why.keys.beyond.do': {
    nl: 'Maak de indeling van de toetsen korter, of neem een toestel met meer toetsen.',
    en: 'Make the key layout shorter, or take a phone with more keys.',
  },

  'why.vlan': { nl: 'Staat het VLAN goed?', en: 'Is its VLAN set?' },
  'why.vlan.set': { nl: 'Het toestel gaat naar VLAN {id}.', en: 'The phone goes to VLAN {id}.' },
  'why.vlan.onlyPc': {
    nl: 'Alleen de pc-poort heeft een VLAN: {id}.',
    en: 'Only the PC port has a VLAN: {id}.',
  },
  'why.vlan.off': { nl: 'Het VLAN staat uit.', en: 'The VLAN is off.' },
  'why.vlan.none': {
    nl: 'Er is geen VLAN ingesteld; het toestel houdt wat het heeft.',
    en: 'No VLAN is set; the phone keeps what it has.',
  },
  'why.vlan.withoutId': {
    nl: 'Het VLAN staat aan, maar heeft geen nummer.',
    en: 'The VLAN is on but has no number.',
  },
  'why.vlan.withoutId.do': {
    nl: 'Vul het nummer van het VLAN in, of zet het uit.',
    en: 'Give the number of the VLAN, or switch it off.',
  },

  'why.handsets': { nl: 'Hebben de handsets een plaats?', en: 'Do its handsets have a place?' },
  'why.handsets.notDect': { nl: 'Dit is geen DECT-basis.', en: 'This is no DECT base.' },
  'why.handsets.assigned': {
    nl: '{count} plaatsen, elk met een eigen handset en kanaal.',
    en: '{count} slots, each with a handset and a channel of its own.',
  },
  'why.handsets.none': { nl: 'Er is geen handset ingesteld.', en: 'No handset is set.' },
  'why.handsets.none.do': { nl: 'Voeg handsets toe aan de basis.', en: 'Add handsets to the base.' },
  'why.handsets.tooMany': {
    nl: 'Er zijn {count} handsets ingesteld, maar de basis neemt er {most}.',
    en: '{count} handsets are set, but the base takes {most}.',
  },
  'why.handsets.tooMany.do': {
    nl: 'Haal er handsets af, of plaats een basis bij.',
    en: 'Take handsets off, or add a base.',
  },
  'why.handsets.withoutChannel': {
    nl: 'Handset {slots} heeft geen kanaal om mee te bellen.',
    en: 'Handset {slots} has no channel to call with.',
  },
  'why.handsets.withoutChannel.do': { nl: 'Geef de handset een kanaal.', en: 'Give the handset a channel.' },
  'why.handsets.waiting': {
    nl: 'Plaats {slots} wacht op de eerste handset die zich aanmeldt.',
    en: 'Slot {slots} waits for the first handset that registers.',
  },

  'why.chosenFirmware': { nl: 'Draait het de gekozen firmware?', en: 'Does it run the chosen firmware?' },
  'why.chosenFirmware.none': { nl: 'De klant heeft geen firmware gekozen.', en: 'Its account chose no firmware.' },
  'why.chosenFirmware.runs': { nl: 'Ja, {chosen}.', en: 'Yes, {chosen}.' },
  'why.chosenFirmware.otherRuns': {
    nl: 'Het draait nog {running}, terwijl {chosen} is gekozen.',
    en: 'It still runs {running}, while {chosen} is chosen.',
  },
  'why.chosenFirmware.otherRuns.do': {
    nl: 'Start het toestel opnieuw wanneer niemand belt: het haalt de firmware dan op.',
    en: 'Start the phone again when nobody is calling: it then fetches the firmware.',
  },
  'why.chosenFirmware.unsaid': {
    nl: '{chosen} is gekozen; het toestel heeft nog niet gezegd wat het draait.',
    en: '{chosen} is chosen; the phone has not said yet what it runs.',
  },

  'why.warnings': { nl: 'Is er nog iets om op te letten?', en: 'Is there anything else to mind?' },
  'why.warnings.none': { nl: 'Nee.', en: 'No.' },
  'why.warnings.some': { nl: 'Ja: let op bij {count} punten.', en: 'Yes: {count} things to mind.' },
  'why.warnings.some.do': {
    nl: 'Lees de waarschuwingen op de pagina van dit toestel.',
    en: 'Read the warnings on the page of this phone.',
  },

  // Finding phones
  'phones.count.more': { nl: 'Meer dan {count} toestellen', en: 'More than {count} phones' },
  'phones.filter.q': { nl: 'Zoeken', en: 'Search' },
  'phones.filter.q.hint': {
    nl: 'MAC, naam, plaats, klant, kanaal of adres',
    en: 'MAC, name, place, account, channel or address',
  },
  'phones.filter.more': { nl: 'Meer zoekvelden', en: 'More to search by' },
  'phones.filter.any': { nl: 'maakt niet uit', en: 'any' },
  'phones.filter.yes': { nl: 'ja', en: 'yes' },
  'phones.filter.no': { nl: 'nee', en: 'no' },
  'phones.filter.vendor': { nl: 'Fabrikant', en: 'Vendor' },
  'phones.filter.model': { nl: 'Model', en: 'Model' },
  'phones.filter.firmware': { nl: 'Firmware, geheel of het begin', en: 'Firmware, whole or its beginning' },
  'phones.filter.label': { nl: 'Naam', en: 'Label' },
  'phones.filter.location': { nl: 'Plaats', en: 'Location' },
  'phones.filter.channel': { nl: 'Kanaal', en: 'Channel' },
  'phones.filter.address': { nl: 'IP-adres of netwerk', en: 'IP address or network' },
  'phones.filter.seenAfter': { nl: 'Gezien na', en: 'Seen after' },
  'phones.filter.seenBefore': { nl: 'Laatst gezien voor', en: 'Last seen before' },
  'phones.filter.neverSeen': { nl: 'Nog nooit gezien', en: 'Never seen' },
  'phones.filter.windowOpen': { nl: 'Venster voor eerste start open', en: 'First-boot window open' },
  'phones.filter.quarantined': { nl: 'Geweigerd', en: 'Refused' },
  'phones.filter.wantedNotFetched': {
    nl: 'Nieuwste instellingen nog niet opgehaald',
    en: 'Newest settings not fetched',
  },
  'phones.filter.registered': { nl: 'Aangemeld', en: 'Registered' },
  'phones.filter.chips': { nl: 'Gezocht op', en: 'Searched by' },
  'phones.filter.without': { nl: 'Zonder dit zoeken', en: 'Search without this' },
  'phones.filter.bad': {
    nl: '{field}: met "{text}" kan niet worden gezocht.',
    en: '{field}: "{text}" is nothing to search by.',
  },
  'phones.filter.further': {
    nl: 'Tot hier past geen toestel; verderop misschien nog wel. Kies Volgende om verder te zoeken.',
    en: 'No phone up to here fits; further on there may be some. Choose Next to search on.',
  },
  'views.title': { nl: 'Bewaarde zoekopdrachten', en: 'Saved searches' },
  'views.add': { nl: 'Zoekopdracht bewaren', en: 'Save this search' },
  'views.add.explain': {
    nl: 'De zoekopdracht staat daarna boven de lijst met toestellen.',
    en: 'The search then stands above the list of phones.',
  },
  'views.name': { nl: 'Naam', en: 'Name' },
  'views.share': { nl: 'Ook voor anderen die deze klant zien', en: 'Also for others who see this account' },
  'views.save': { nl: 'Bewaren', en: 'Save' },
  'views.shared': { nl: 'gedeeld', en: 'shared' },
  'views.by': { nl: 'van {owner}', en: 'by {owner}' },
  'views.remove': { nl: 'Weggooien', en: 'Delete' },
  'views.remove.explain': {
    nl: 'De zoekopdracht "{name}" weggooien? Met de toestellen gebeurt niets.',
    en: 'Delete the search "{name}"? Nothing happens to the phones.',
  },
  'views.remove.shared': {
    nl: 'Ook anderen zien hem daarna niet meer.',
    en: 'Others will not see it any more either.',
  },
  'views.bad': {
    nl: 'Deze naam kan niet: gebruik 1 tot 64 tekens.',
    en: 'This name will not do: use 1 to 64 characters.',
  },
  'views.taken': {
    nl: 'U hebt al een zoekopdracht met deze naam.',
    en: 'You have a search of this name already.',
  },
  'views.tooMany': {
    nl: 'U hebt al honderd zoekopdrachten bewaard: gooi er eerst een paar weg.',
    en: 'You have a hundred saved searches: delete some first.',
  },
  'audit.kind.view': { nl: 'zoekopdracht', en: 'saved search' },
} as const satisfies Record<string, { readonly nl: string; readonly en: string }>;
