/** The territorial rules' figures, and by what their refusals are known. */

/**
 * How far a feature may stick out of its municipality: what cadastral maps at 1:2000 and boundaries digitised
 * apart differ by at least, so that a parcel drawn along the boundary is not refused for its accuracy.
 */
export const BOUNDARY_TOLERANCE_METERS = 1;

/** Common interior from which two features of a coverage overlap; a gap below it is none. */
export const OVERLAP_TOLERANCE_SQUARE_METERS = 0.0001;

/** SQLSTATE of the database's refusals (a class no standard takes); their DETAIL is the fault as JSON. */
export const RULE_STATES = { outside: 'SIT01', overlap: 'SIT02', orphans: 'SIT03' } as const;
