/** A line of the OWASP ASVS 5.0.0, level 1 or 2, and what the house has for it. Ids are theirs, words ours. */
export interface Requirement {
  id: string;
  about: string;
  /** `path: title`, the title whole or in part; a row's first text where one case of a table is meant. */
  tests?: readonly string[];
  /** `path: heading`, for what is to be written down. */
  document?: string;
  /** Why it does not apply, or how it holds without a test. */
  reason?: string;
  /** The test that is still to come, and from whom. */
  pending?: string;
  /** What is missing or left otherwise on purpose; beside what there is. */
  gap?: string;
}
