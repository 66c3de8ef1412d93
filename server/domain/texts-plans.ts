// Texts about plans; part of the catalogue in texts.ts.

export const PLAN_TEXTS = {
  'job.kind.plan': { nl: 'Een plan uitvoeren', en: 'Carry out a plan' },
} as const;
