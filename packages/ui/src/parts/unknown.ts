/** What stands where a value is not known; never 0. */
export const UNKNOWN = '–';
