/** An answer's JSON for a test to assert on: what shape it has is what the test is there to find out. */
// oxlint-disable-next-line typescript/no-explicit-any -- a declared type would only repeat the server's word for it
export async function jsonOf(answer: Response): Promise<any> {
  return answer.json();
}
