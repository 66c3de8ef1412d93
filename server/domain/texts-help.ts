// Texts about help pages of client applications; part of the catalogue in texts.ts.

export const HELP_TEXTS = {
  'help.title': { nl: 'Hulp bij de apps', en: 'Help with the apps' },
  'help.desktop': { nl: 'De desktop-app', en: 'The desktop app' },
  'help.ios': { nl: 'De app voor iPhone en iPad', en: 'The app for iPhone and iPad' },
  'help.android': { nl: 'De app voor Android', en: 'The app for Android' },
  'help.connect': { nl: 'Koppelingen met andere programma’s', en: 'Connections with other programs' },
} as const;
