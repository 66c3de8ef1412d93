// Texts about people and their logins; part of the catalogue in texts.ts.

export const LOGIN_TEXTS = {
  // People
  'role.platformAdmin': { nl: 'Platformbeheerder', en: 'Platform admin' },
  'role.partnerAdmin': { nl: 'Partnerbeheerder', en: 'Partner admin' },
  'role.accountAdmin': { nl: 'Klantbeheerder', en: 'Account admin' },
  'role.technician': { nl: 'Monteur', en: 'Technician' },
  'role.supervisor': { nl: 'Supervisor', en: 'Supervisor' },
  'role.accountRecordings': { nl: 'Gespreksopnames van de klant', en: 'Call recordings of the account' },
  'role.ownRecordings': { nl: 'Eigen gespreksopnames', en: 'Own call recordings' },
  'role.endUser': { nl: 'Eindgebruiker', en: 'End user' },
  'people.title': { nl: 'Mensen', en: 'People' },
  'people.add': { nl: 'Iemand toevoegen', en: 'Add a person' },
  'people.add.submit': { nl: 'Toevoegen', en: 'Add' },
  'people.save': { nl: 'Opslaan', en: 'Save' },
  'people.remove': { nl: 'Verwijderen', en: 'Delete' },
  'people.remove.explain': {
    nl: 'Verwijderen beëindigt meteen alle sessies en API-tokens van deze persoon.',
    en: 'Deleting ends all sessions and API tokens of this person at once.',
  },
  'people.username': { nl: 'Gebruikersnaam', en: 'User name' },
  'people.name': { nl: 'Naam', en: 'Name' },
  'people.mail': { nl: 'E-mailadres', en: 'Mail address' },
  'people.role': { nl: 'Rol', en: 'Role' },
  'people.partnerId': { nl: 'Partner (id)', en: 'Partner (id)' },
  'people.accountIds': { nl: 'Klantnummers', en: 'Account numbers' },
  'people.accountIds.hint': {
    nl: 'Met een spatie ertussen. Leeg voor platform- en partnerbeheerders.',
    en: 'With a blank between. Empty for platform and partner admins.',
  },
  'people.language': { nl: 'Taal van e-mails', en: 'Language of mails' },
  'people.language.nl': { nl: 'Nederlands', en: 'Dutch' },
  'people.language.en': { nl: 'Engels', en: 'English' },
  'people.password': { nl: 'Wachtwoord', en: 'Password' },
  'people.password.hint': {
    nl: 'Ten minste 10 tekens. Leeg: er is nog geen wachtwoord.',
    en: 'At least 10 characters. Empty: there is no password yet.',
  },
  'people.password.keep': {
    nl: 'Leeg: het blijft zoals het is. Een nieuw wachtwoord beëindigt alle sessies en API-tokens.',
    en: 'Empty: it stays as it is. A new password ends all sessions and API tokens.',
  },
  'people.rights': { nl: 'Mag het model van een toestel wijzigen', en: 'May change the model of a phone' },
  'people.disabled': { nl: 'Uitgeschakeld: kan niet inloggen', en: 'Disabled: cannot log in' },
  'people.noTotp': { nl: 'Tweede factor eraf halen', en: 'Take the second factor off' },
  'people.state': { nl: 'Stand', en: 'State' },
  'people.state.totp': { nl: 'tweede factor', en: 'second factor' },
  'people.state.disabled': { nl: 'uitgeschakeld', en: 'disabled' },

  // What is wrong with a field of a form about logins
  'bad.username': {
    nl: 'De gebruikersnaam heeft 2 tot 64 letters, cijfers of . _ @ + -',
    en: 'The user name has 2 to 64 letters, digits or . _ @ + -',
  },
  'bad.name': { nl: 'De naam is één regel tekst.', en: 'The name is one line of text.' },
  'bad.mail': { nl: 'Dit is geen e-mailadres.', en: 'This is no mail address.' },
  'bad.role': { nl: 'Deze rol gaat verder dan uw eigen.', en: 'This role goes beyond your own.' },
  'bad.rights': { nl: 'U geeft een recht dat u zelf niet hebt.', en: 'You give a right that you do not have.' },
  'bad.partnerId': { nl: 'Er is geen partner met dit id.', en: 'There is no partner with this id.' },
  'bad.accountIds': {
    nl: 'Noem ten minste één klant, en alleen klanten die u zelf beheert.',
    en: 'Name one account at least, and only accounts that you manage.',
  },
  'bad.password': {
    nl: 'Kies ten minste 10 tekens, niet de gebruikersnaam en geen veelgebruikt wachtwoord.',
    en: 'Choose 10 characters at least, not the user name and no common password.',
  },
  'bad.next': {
    nl: 'Kies ten minste 10 tekens, niet de gebruikersnaam en geen veelgebruikt wachtwoord.',
    en: 'Choose 10 characters at least, not the user name and no common password.',
  },
  'bad.code': { nl: 'Dit is niet de code die de app nu toont.', en: 'This is not the code that the app shows now.' },
  'bad.scopes': {
    nl: 'Noem acties die u zelf hebt, zoals cpes.read, cpes.* of *.',
    en: 'Name actions that you have yourself, such as cpes.read, cpes.* or *.',
  },
  'bad.days': { nl: 'Kies 1 tot 366 dagen.', en: 'Choose 1 to 366 days.' },

  // One's own page
  'me.title': { nl: 'Mijn login', en: 'My login' },
  'me.password.current': { nl: 'Huidig wachtwoord', en: 'Current password' },
  'me.password.next': { nl: 'Nieuw wachtwoord', en: 'New password' },
  'me.password.submit': { nl: 'Wachtwoord wijzigen', en: 'Change the password' },
  'me.password.explain': {
    nl: 'Beëindigt al uw andere sessies en uw API-tokens.',
    en: 'Ends all your other sessions and your API tokens.',
  },
  'me.password.changed': { nl: 'Uw wachtwoord is gewijzigd.', en: 'Your password is changed.' },
  'me.totp': { nl: 'Tweede factor', en: 'Second factor' },
  'me.totp.off': {
    nl: 'Met een authenticator-app vraagt elke login ook een code die maar even geldig is.',
    en: 'With an authenticator app each login also asks for a code that is good for a moment only.',
  },
  'me.totp.begin': { nl: 'Instellen', en: 'Set up' },
  'me.totp.scan': {
    nl: 'Scan dit met de app, of typ het geheim over. Typ dan de code die de app toont.',
    en: 'Scan this with the app, or type the secret into it. Then type the code that the app shows.',
  },
  'me.totp.secret': { nl: 'Geheim', en: 'Secret' },
  'me.totp.code': { nl: 'Code', en: 'Code' },
  'me.totp.confirm': { nl: 'Aanzetten', en: 'Switch on' },
  'me.totp.on': { nl: 'Staat aan. Herstelcodes over: {count}.', en: 'Is on. Recovery codes left: {count}.' },
  'me.totp.remove': { nl: 'Eraf halen', en: 'Take it off' },
  'me.recovery': { nl: 'Herstelcodes', en: 'Recovery codes' },
  'me.recovery.once': {
    nl: 'Bewaar ze nu: ze worden niet nog eens getoond. Elke code werkt één keer, in plaats van de app.',
    en: 'Keep them now: they are not shown again. Each works once, in place of the app.',
  },
  'me.sessions': { nl: 'Sessies', en: 'Sessions' },
  'me.sessions.current': { nl: 'deze', en: 'this one' },
  'me.sessions.from': { nl: 'Vanaf', en: 'From' },
  'me.sessions.begun': { nl: 'Begonnen', en: 'Begun' },
  'me.used': { nl: 'Laatst gebruikt', en: 'Last used' },
  'me.end': { nl: 'Beëindigen', en: 'End' },
  'me.tokens': { nl: 'API-tokens', en: 'API tokens' },
  'me.tokens.none': { nl: 'U hebt geen API-tokens.', en: 'You have no API tokens.' },
  'me.tokens.name': { nl: 'Waarvoor', en: 'What for' },
  'me.tokens.scopes': { nl: 'Wat het mag', en: 'What it may do' },
  'me.tokens.scopes.hint': {
    nl: 'Acties zoals cpes.read of cpes.*, met een spatie ertussen.',
    en: 'Actions such as cpes.read or cpes.*, with a blank between.',
  },
  'me.tokens.days': { nl: 'Hoeveel dagen', en: 'How many days' },
  'me.tokens.until': { nl: 'Geldig tot', en: 'Good until' },
  'me.tokens.add': { nl: 'Token maken', en: 'Make a token' },
  'me.tokens.once': { nl: 'Dit token wordt alleen nu getoond.', en: 'This token is shown only now.' },

  // A new password by mail
  'reset.title': { nl: 'Wachtwoord vergeten', en: 'Forgot the password' },
  'reset.who': { nl: 'Gebruikersnaam of e-mailadres', en: 'User name or mail address' },
  'reset.ask': { nl: 'Stuur een link', en: 'Send a link' },
  'reset.asked': {
    nl: 'Als deze gebruiker er is en een e-mailadres heeft, komt er een link. Die is een half uur geldig en werkt één keer.',
    en: 'If there is such a user with a mail address, a link is coming. It is good for half an hour and works once.',
  },
  'reset.off': {
    nl: 'Deze server verstuurt geen e-mail. Een beheerder van uw klant of partner kan u bij Mensen een nieuw wachtwoord geven.',
    en: 'This server sends no mail. An admin of your account or partner can give you a new password under People.',
  },
  'reset.again': { nl: 'Een nieuwe link vragen', en: 'Ask for a new link' },
  'reset.back': { nl: 'Naar het inloggen', en: 'To the login' },
  'reset.mail.subject': { nl: 'Een nieuw wachtwoord voor Bellhop', en: 'A new password for Bellhop' },
  'reset.mail.text': {
    nl: 'Beste {name},\n\nIemand vroeg een nieuw wachtwoord voor {username}. Kies het hier, binnen een half uur:\n\n{url}\n\nWas u het niet? Dan hoeft u niets te doen: uw wachtwoord blijft zoals het is.\n',
    en: 'Dear {name},\n\nSomebody asked for a new password for {username}. Choose it here, within half an hour:\n\n{url}\n\nWas it not you? Then you need not do anything: your password stays as it is.\n',
  },

  // Signing in with another service
  'signOn.submit': { nl: 'Inloggen met {name}', en: 'Log in with {name}' },
  'signOn.done': { nl: 'U bent ingelogd', en: 'You are logged in' },
  'signOn.goOn': { nl: 'Verder', en: 'Go on' },
  'signOn.away': { nl: 'U gaat naar de andere dienst', en: 'You are going to the other service' },
  'me.signOn': { nl: 'Inloggen met een andere dienst', en: 'Log in with another service' },
  'me.signOn.none': {
    nl: 'Uw login is nog niet aan {name} gekoppeld.',
    en: 'Your login is not linked to {name} yet.',
  },
  'me.signOn.linked': { nl: 'Uw login is gekoppeld: {count}.', en: 'Your login is linked: {count}.' },
  'me.signOn.link': { nl: 'Koppelen aan {name}', en: 'Link to {name}' },
  'me.signOn.remove': { nl: 'Koppeling verwijderen', en: 'Remove the link' },

  // Errors about logins
  'error.SIGN_ON_FAILED': {
    nl: 'Inloggen met de andere dienst is niet gelukt: begin opnieuw',
    en: 'Signing in with the other service did not work: begin again',
  },
  'error.SIGN_ON_UNKNOWN': {
    nl: 'Hier is niemand aan deze identiteit gekoppeld: log een keer in met uw wachtwoord en koppel hem onder Mijn login, of vraag een beheerder',
    en: 'Nobody here is linked to this identity: log in with your password once and link it under My login, or ask an admin',
  },
  'error.SIGN_ON_TAKEN': {
    nl: 'Deze identiteit is aan een andere gebruiker gekoppeld',
    en: 'This identity is linked to another user',
  },
  'error.SIGN_ON_UNAVAILABLE': {
    nl: 'De andere dienst antwoordt niet: log in met uw wachtwoord, of probeer het later',
    en: 'The other service does not answer: log in with your password, or try again later',
  },
  'error.LINK_EXPIRED': {
    nl: 'Deze link is al gebruikt of te oud: vraag een nieuwe',
    en: 'This link was used already, or is too old: ask for a new one',
  },
  'error.USER_NOT_FOUND': { nl: 'Deze gebruiker is er niet', en: 'There is no such user' },
  'error.USERNAME_TAKEN': { nl: 'Een andere gebruiker heeft deze naam', en: 'Another user has this name' },
  'error.LAST_PLATFORM_ADMIN': {
    nl: 'Dit is de laatste platformbeheerder die kan inloggen: maak eerst een andere',
    en: 'This is the last platform admin who can log in: make another one first',
  },
  'error.PASSWORD_WRONG': { nl: 'Dit is niet uw wachtwoord', en: 'Your password is not this one' },
  'error.TOTP_ON': {
    nl: 'Er is al een tweede factor: haal die er eerst af',
    en: 'A second factor is on already: take it off first',
  },
  'error.TOTP_NOT_BEGUN': { nl: 'Er is geen tweede factor ingesteld', en: 'No second factor was begun' },
} as const satisfies Record<string, { readonly nl: string; readonly en: string }>;
