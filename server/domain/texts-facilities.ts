// Texts of the facilities of an account: what is on, what is advised, and switching IP listing. Source: FAC-1, FAC-66, FAC-75, FAC-76, FAC-94, FAC-111
export const FACILITY_TEXTS = {
  'facility.title': { nl: 'Faciliteiten', en: 'Facilities' },
  'facility.on': { nl: 'aan', en: 'on' },
  'facility.off': { nl: 'uit', en: 'off' },
  'facility.recording': { nl: 'Gespreksopname', en: 'Call recording' },
  'facility.recordingOutgoing': {
    nl: 'Gespreksopname van uitgaande gesprekken',
    en: 'Recording of outgoing calls',
  },
  'facility.assistant': { nl: 'AI-assistent', en: 'AI assistant' },
  'facility.assistant.users': {
    nl: 'aan voor {on} van de {eligible} gebruikers die hem mogen hebben',
    en: 'on for {on} of the {eligible} users who may have it',
  },
  'facility.encryption': { nl: 'Versleutelde SIP (TLS/SRTP)', en: 'Encrypted SIP (TLS/SRTP)' },
  'facility.encryption.reach': {
    nl: 'Het netwerk van de klant moet de toestellen bij {proxy} laten komen.',
    en: 'The customer’s network must let the phones reach {proxy}.',
  },
  'facility.encryption.change': { nl: 'Versleuteling wijzigen', en: 'Change encryption' },
  'facility.encryption.on': { nl: 'Versleuteling aanzetten', en: 'Switch encryption on' },
  'facility.encryption.save': { nl: 'Opslaan', en: 'Save' },
  'facility.encryption.off': { nl: 'Versleuteling uitzetten', en: 'Switch encryption off' },
  'facility.encryption.how': {
    nl: 'Toestellen die het kunnen, bouwen gesprekken dan op via TLS en versleutelen het geluid met SRTP. Andere toestellen blijven werken zoals ze deden.',
    en: 'Phones that can then set up calls over TLS and encrypt their sound by SRTP. Other phones go on as they were.',
  },
  'facility.encryption.proxy': { nl: 'Versleutelde SIP-proxy', en: 'Encrypted SIP proxy' },
  'facility.encryption.proxy.bad': {
    nl: 'Vul een naam of adres in, eventueel met een poort erachter, zoals sip.voorbeeld.nl:5061.',
    en: 'Give a name or an address, with a port after it if need be, such as sip.example.com:5061.',
  },
  'facility.encryption.force': {
    nl: 'Ook aanzetten op bestaande toestellen die het kunnen; anders gaat het per kanaal',
    en: 'Also switch it on for phones that are there and can; otherwise channel by channel',
  },
  'facility.encryption.recommendedFirmware': {
    nl: 'Aanbevolen firmware kiezen voor modellen die een nieuwere nodig hebben',
    en: 'Choose the recommended firmware for models that need a newer one',
  },
  'facility.encryption.reboot': {
    nl: 'Toestellen die het kunnen meteen herstarten; ze zijn dan even niet bereikbaar',
    en: 'Restart phones that can at once; they cannot be reached for a short time',
  },
  'facility.encryption.offExplain': {
    nl: 'Versleuteling gaat uit voor alle toestellen van deze klant. Toestellen die het aan hadden, krijgen nieuwe instellingen en herstarten. U ziet het gebeuren en kunt het terugdraaien.',
    en: 'Encryption goes off for all phones of this customer. Those that had it on get new settings and restart. You see it happen, and can undo it.',
  },
  'facility.emergency': { nl: 'Nummer bij noodoproepen', en: 'Number sent with emergency calls' },
  'facility.emergency.advice': {
    nl: 'Kies een nummer dat altijd bereikbaar en bemand is, zoals het alarmnummer van het bedrijf: valt de verbinding weg, dan bellen de hulpdiensten daarheen terug.',
    en: 'Choose a number that is always reachable and staffed, such as the company’s alarm number: when the connection is lost, the emergency services call back there.',
  },
  'facility.ipListing': { nl: 'IP-listing', en: 'IP listing' },
  'facility.ipListing.advice': {
    nl: 'Aanzetten wordt aangeraden: het voorkomt hoge kosten door fraude of misbruik. Wie het uit laat staan, is zelf aansprakelijk voor die kosten.',
    en: 'Switching it on is advised: it prevents high cost by fraud or misuse. A customer who leaves it off is liable for such cost.',
  },
  'facility.ipListing.allowed': { nl: 'Toegestane IP-adressen: {count}', en: 'Allowed IP addresses: {count}' },
  'facility.ipListing.change': { nl: 'IP-listing wijzigen', en: 'Change IP listing' },
  'facility.ipListing.on': { nl: 'IP-listing aanzetten', en: 'Switch IP listing on' },
  'facility.ipListing.off': { nl: 'IP-listing uitzetten', en: 'Switch IP listing off' },
  'facility.ipListing.how': {
    nl: 'Een vast toestel kan dan alleen naar buiten bellen vanaf het adres waar zijn gebruiker het laatst inlogde. Komt het van een ander adres, dan hoort de gebruiker dat hij niet is ingelogd en logt hij opnieuw in met zijn extensie en pincode. Gebeld worden en noodoproepen blijven altijd werken.',
    en: 'A fixed phone then calls out only from the address where its user last logged in. When it comes from another address, the user hears that he is not logged in, and logs in again with extension and PIN. Being called and emergency calls work in any case.',
  },
  'facility.ipListing.doors': {
    nl: 'Toestellen waar niemand kan inloggen, zoals een deurtelefoon of een hek, werken alleen verder als hun adres in de lijst met toegestane adressen staat. Dat geldt ook voor toestellen met een vast gekoppelde gebruiker.',
    en: 'Phones where nobody can log in, such as a door phone or a gate, go on working only when their address is in the list of allowed addresses. So do phones that a user is linked to.',
  },
  'facility.ipListing.warnOff': {
    nl: 'Toestellen kunnen dan vanaf elk adres naar buiten bellen. De lijst met toegestane adressen blijft bewaard.',
    en: 'Phones may then call out from any address. The list of allowed addresses is kept.',
  },
} as const;
