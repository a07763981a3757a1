/** All attacks, layers, cheats, kills and milestones take many minutes: without this variable the tests take some of them. */
export const everything = process.env.ATTACKS === 'all';
