/** An answer's JSON for a test to assert on: what shape it has is what the test is there to find out. */
export async function jsonOf(answer: Response) {
  return JSON.parse(await answer.text());
}
