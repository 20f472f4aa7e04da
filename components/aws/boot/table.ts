/**
 * Rows for a script's `while IFS=$'\t' read`. Tabs in a row count as one there, so no field is empty.
 *
 * @throws {Error} If a field is empty or holds a tab or a line break.
 */
export function table(rows: string[][]): string {
  const wrong = rows.flat().find((field) => field === "" || /[\t\n\r]/.test(field));
  if (wrong !== undefined) throw new Error(`A field of a table is empty or holds a tab or a line break: "${wrong}"`);
  return rows.map((row) => `${row.join("\t")}\n`).join("");
}
