/** Zones of every kind of daylight saving: both hemispheres, half hours, midnights, the end of a day, and none. */
export const zones = [
  ...[
    'Africa/Cairo',
    'Africa/Casablanca',
    'Africa/Johannesburg',
    'Africa/Lagos',
    'America/Anchorage',
    'America/Asuncion',
  ],
  ...[
    'America/Bogota',
    'America/Chicago',
    'America/Halifax',
    'America/Havana',
    'America/Los_Angeles',
    'America/New_York',
  ],
  ...['America/Nuuk', 'America/Phoenix', 'America/Santiago', 'America/Sao_Paulo', 'America/Scoresbysund'],
  ...['America/St_Johns', 'Antarctica/Troll', 'Asia/Beirut', 'Asia/Dubai', 'Asia/Gaza', 'Asia/Jerusalem'],
  ...['Asia/Kathmandu', 'Asia/Kolkata', 'Asia/Shanghai', 'Asia/Tokyo', 'Atlantic/Azores', 'Atlantic/Reykjavik'],
  ...['Australia/Adelaide', 'Australia/Brisbane', 'Australia/Lord_Howe', 'Australia/Sydney', 'Europe/Berlin'],
  ...['Europe/Chisinau', 'Europe/Dublin', 'Europe/London', 'Pacific/Auckland', 'Pacific/Chatham', 'Pacific/Kiritimati'],
];
