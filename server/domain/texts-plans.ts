// Texts about plans; part of the catalogue in texts.ts.

export const PLAN_TEXTS = {
  'job.kind.plan': { nl: 'Een plan uitvoeren', en: 'Carry out a plan' },
  'audit.action.planStepped': { nl: 'plan bediend', en: 'plan handled' },
  'audit.kind.plan': { nl: 'plan', en: 'plan' },
} as const;
