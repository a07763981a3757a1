/** Verdicts in, report out: `report.json`, `grades.csv`, the pages, and the text for the terminal. */
export { printReport, reportPieces } from './print';
export type { Report } from './schema';
export { writeReport } from './write';
