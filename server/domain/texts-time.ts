// Texts about number plans, their times and call blocking; part of the catalogue in texts.ts.

export const TIME_TEXTS = {
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
