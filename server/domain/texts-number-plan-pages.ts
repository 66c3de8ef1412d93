// Texts of the pages about number plans; part of the catalogue in texts.ts.

export const NUMBER_PLAN_PAGE_TEXTS = {
  'numberPlans.title': { nl: 'Nummerplannen', en: 'Number plans' },
  'numberPlans.explain': {
    nl: 'Welk nummerplan wanneer geldt, en dus waar nummers heen gaan.',
    en: 'Which number plan holds when, and so where numbers lead.',
  },
  'numberPlans.noAccount': {
    nl: 'Er is nog geen klant: voeg er eerst een toe.',
    en: 'There is no account yet: add one first.',
  },
  'numberPlans.account': { nl: 'Klant', en: 'Account' },
  'numberPlans.schema': { nl: 'Schema:', en: 'Schema:' },
  'numberPlans.show': { nl: 'Tonen', en: 'Show' },
  'numberPlans.now': { nl: 'nu geldt {plan} {name}', en: '{plan} {name} holds now' },
  'numberPlans.now.none': { nl: 'nu geldt geen nummerplan', en: 'no number plan holds now' },
  'numberPlans.next': { nl: 'dan geldt {plan} {name}.', en: '{plan} {name} takes over.' },
  'numberPlans.next.none': {
    nl: 'dan geldt geen nummerplan meer en is niemand op deze nummers bereikbaar.',
    en: 'no number plan holds from then on, and these numbers reach nobody.',
  },
  'numberPlans.next.never': { nl: 'Vanzelf verandert er niets.', en: 'Nothing changes by itself.' },
  'numberPlans.empty': {
    nl: 'Dit schema heeft nog geen nummerplannen. Zet er een neer via de API en geef aan wanneer het geldt.',
    en: 'This schema has no number plans yet. Add one over the API and say when it holds.',
  },
  'numberPlans.warning.emptyPlan': {
    nl: 'Er wordt een nummerplan gekozen waarin nog geen nummers staan: wie dan belt, komt nergens uit.',
    en: 'A number plan is chosen that has no numbers yet: whoever calls then reaches nobody.',
  },
  'numberPlans.warning.noFallback': {
    nl: 'Geef ook een nummerplan op dat de hele week geldt, zoals een nachtstand. Dan is er altijd iemand of iets bereikbaar.',
    en: 'Add a number plan that holds the whole week too, such as a night mode. Then somebody or something can always be reached.',
  },
  'numberPlans.week': { nl: 'De week', en: 'The week' },
  'numberPlans.week.former': { nl: 'Vorige week', en: 'Week before' },
  'numberPlans.week.next': { nl: 'Volgende week', en: 'Next week' },
  'numberPlans.week.picture': {
    nl: 'Welk nummerplan van {schema} wanneer geldt; hieronder ook als lijst',
    en: 'Which number plan of {schema} holds when; also as a list below',
  },
  'numberPlans.week.legend': {
    nl: 'Groen is wat nu geldt. De getallen zijn nummerplannen; alleen een rand is geen plan. Tijden van {zone}.',
    en: 'Green is what holds now. The figures are number plans; an outline alone is no plan. Times of {zone}.',
  },
  'numberPlans.week.table': { nl: 'Als lijst', en: 'As a list' },
  'numberPlans.day': { nl: 'Dag', en: 'Day' },
  'numberPlans.from': { nl: 'Van', en: 'From' },
  'numberPlans.until': { nl: 'Tot', en: 'Until' },
  'numberPlans.plan': { nl: 'Nummerplan', en: 'Number plan' },
  'numberPlans.because': { nl: 'Waarom', en: 'Why' },
  'numberPlans.by.permanent': { nl: 'met de hand, tot iemand het uitzet', en: 'by hand, until it is switched off' },
  'numberPlans.by.temporary': { nl: 'met de hand, tot de volgende wisseling', en: 'by hand, until the next change' },
  'numberPlans.by.holiday': { nl: 'feestdag', en: 'holiday' },
  'numberPlans.by.weekly': { nl: 'weektijden', en: 'times of the week' },
  'numberPlans.by.period': { nl: 'periode', en: 'period' },
  'numberPlans.by.nothing': { nl: 'niets ingesteld', en: 'nothing is set' },
  'numberPlans.switch.plan': { nl: 'Met de hand kiezen', en: 'Choose by hand' },
  'numberPlans.switch.temporary': { nl: 'Tot de volgende wisseling', en: 'Until the next change' },
  'numberPlans.switch.permanent': { nl: 'Tot iemand het uitzet', en: 'Until it is switched off' },
  'numberPlans.switch.none': { nl: 'Weer volgens de tijden', en: 'Follow the times again' },
  'numberPlans.switch.temporary.explain': {
    nl: 'Dit plan geldt meteen, ook op feestdagen, tot er volgens de tijden een ander plan komt.',
    en: 'This plan holds at once, on holidays too, until the times call for another plan.',
  },
  'numberPlans.switch.permanent.explain': {
    nl: 'Dit plan geldt meteen en gaat voor alle tijden en feestdagen, tot iemand het uitzet.',
    en: 'This plan holds at once, before all times and holidays, until somebody switches it off.',
  },
  'numberPlans.switch.none.explain': {
    nl: 'Wat met de hand is gekozen vervalt; feestdagen en tijden bepalen weer welk plan geldt.',
    en: 'What was chosen by hand goes; holidays and times decide again which plan holds.',
  },
  'numberPlans.switch.now': { nl: 'Nu:', en: 'Now:' },
  'numberPlans.switch.emptyPlan': {
    nl: 'In dit plan staan nog geen nummers: zolang het geldt, is niemand bereikbaar. Doorgaan kan.',
    en: 'This plan has no numbers yet: while it holds nobody can be reached. You may go on.',
  },
  'numberPlans.switch.confirm': { nl: 'Ja, nu omschakelen', en: 'Yes, switch now' },
} as const;
