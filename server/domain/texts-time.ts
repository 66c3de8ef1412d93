// Texts about number plans, their times and call blocking; part of the catalogue in texts.ts.

export const TIME_TEXTS = {
  'audit.kind.numberPlanSchema': { nl: 'nummerplanschema', en: 'number plan schema' },
  'audit.kind.blocking': { nl: 'oproepblokkades van de klant', en: "account's call blocking" },
  'audit.kind.userBlocking': { nl: 'oproepblokkades van een gebruiker', en: "user's call blocking" },
  'numberPlan.main': { nl: 'Hoofdschema', en: 'Main schema' },

  // Why a plan holds
  'numberPlan.step.permanent': {
    nl: '{schema}: nummerplan {plan} {name}, met de hand ingesteld tot iemand het uitzet.',
    en: '{schema}: number plan {plan} {name}, set by hand until somebody switches it off.',
  },
  'numberPlan.step.temporary': {
    nl: '{schema}: nummerplan {plan} {name}, met de hand ingesteld tot de volgende geplande wisseling.',
    en: '{schema}: number plan {plan} {name}, set by hand until the next planned change.',
  },
  'numberPlan.step.holiday': {
    nl: '{schema}: nummerplan {plan} {name}, vanwege {holiday}.',
    en: '{schema}: number plan {plan} {name}, because of {holiday}.',
  },
  'numberPlan.step.weekly': {
    nl: '{schema}: nummerplan {plan} {name}, volgens de weektijden.',
    en: '{schema}: number plan {plan} {name}, by the times of the week.',
  },
  'numberPlan.step.period': {
    nl: '{schema}: nummerplan {plan} {name}, volgens de periode.',
    en: '{schema}: number plan {plan} {name}, by its period.',
  },
  'numberPlan.step.nothing': {
    nl: '{schema}: op dit moment is geen nummerplan actief.',
    en: '{schema}: no number plan is active at this moment.',
  },
  'numberPlan.step.numberLeads': {
    nl: 'Het nummer {number} gaat in dit plan naar {to}.',
    en: 'In this plan the number {number} goes to {to}.',
  },
  'numberPlan.step.numberNowhere': {
    nl: 'Het nummer {number} gaat nu nergens heen.',
    en: 'The number {number} leads nowhere now.',
  },
  'numberPlan.step.inPeriod': {
    nl: 'Toestel {extension} {name}: het is nu {period}.',
    en: 'Extension {extension} {name}: it is now {period}.',
  },
  'numberPlan.step.outsidePeriods': {
    nl: 'Toestel {extension} {name}: het is nu buiten alle perioden.',
    en: 'Extension {extension} {name}: it is now outside all periods.',
  },
  'blocking.step.accountBlocks': {
    nl: '{number} valt onder {category}; de klant staat zulke gesprekken niet toe.',
    en: '{number} is of the category {category}, which the account does not allow.',
  },
  'blocking.step.userBlocks': {
    nl: '{number} valt onder {category}; deze gebruiker mag zulke gesprekken niet voeren.',
    en: '{number} is of the category {category}, which this user may not call.',
  },
  'blocking.step.emergencyPasses': {
    nl: '{number} is een alarmnummer en wordt nooit geblokkeerd.',
    en: '{number} is an emergency number and is never blocked.',
  },

  // Public holidays
  'holiday.newYear': { nl: 'Nieuwjaarsdag', en: "New Year's Day" },
  'holiday.epiphany': { nl: 'Driekoningen', en: 'Epiphany' },
  'holiday.womensDay': { nl: 'Vrouwendag', en: "Women's Day" },
  'holiday.goodFriday': { nl: 'Goede Vrijdag', en: 'Good Friday' },
  'holiday.easter': { nl: 'Eerste paasdag', en: 'Easter Sunday' },
  'holiday.easterMonday': { nl: 'Tweede paasdag', en: 'Easter Monday' },
  'holiday.kingsDay': { nl: 'Koningsdag', en: "King's Day" },
  'holiday.labourDay': { nl: 'Dag van de Arbeid', en: 'Labour Day' },
  'holiday.liberationDay': { nl: 'Bevrijdingsdag', en: 'Liberation Day' },
  'holiday.endOfWar': { nl: 'Dag van de Bevrijding (Berlijn)', en: 'Day of Liberation (Berlin)' },
  'holiday.ascension': { nl: 'Hemelvaartsdag', en: 'Ascension Day' },
  'holiday.whitSunday': { nl: 'Eerste pinksterdag', en: 'Whit Sunday' },
  'holiday.whitMonday': { nl: 'Tweede pinksterdag', en: 'Whit Monday' },
  'holiday.corpusChristi': { nl: 'Sacramentsdag', en: 'Corpus Christi' },
  'holiday.uprising1953': {
    nl: '75 jaar volksopstand van 1953 (Berlijn)',
    en: '75 years since the uprising of 1953 (Berlin)',
  },
  'holiday.belgianNationalDay': { nl: 'Nationale feestdag', en: 'National Day' },
  'holiday.assumption': { nl: 'Maria-Hemelvaart', en: 'Assumption of Mary' },
  'holiday.childrensDay': { nl: 'Wereldkinderdag', en: "Children's Day" },
  'holiday.germanUnity': { nl: 'Dag van de Duitse Eenheid', en: 'German Unity Day' },
  'holiday.reformationDay': { nl: 'Hervormingsdag', en: 'Reformation Day' },
  'holiday.allSaints': { nl: 'Allerheiligen', en: "All Saints' Day" },
  'holiday.armistice': { nl: 'Wapenstilstand', en: 'Armistice Day' },
  'holiday.repentanceDay': { nl: 'Boete- en Bededag', en: 'Repentance Day' },
  'holiday.christmas': { nl: 'Eerste kerstdag', en: 'Christmas Day' },
  'holiday.secondChristmas': { nl: 'Tweede kerstdag', en: 'Second Christmas Day' },

  // What can be blocked
  'blocking.category.international': { nl: 'buitenland', en: 'international' },
  'blocking.category.outsideEurope': { nl: 'buiten Europa', en: 'outside Europe' },
  'blocking.category.mobile': { nl: 'mobiele nummers', en: 'mobile numbers' },
  'blocking.category.premium': { nl: 'betaalnummers (zoals 0900)', en: 'premium rate numbers' },
  'blocking.category.sharedCost': { nl: 'nummers met gedeelde kosten', en: 'shared cost numbers' },
  'blocking.category.personalNumbers': { nl: 'persoonlijke nummers', en: 'personal numbers' },
  'blocking.category.directory': { nl: 'nummerinformatie', en: 'directory enquiries' },
  'blocking.category.satellite': { nl: 'satelliettelefoons', en: 'satellite phones' },
} as const;
