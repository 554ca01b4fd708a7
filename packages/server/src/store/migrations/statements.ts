/** Statements of a migration's text: comments removed, `$db` filled in, every CREATE made re-runnable. */
export function statementsOf(sql: string, database: string): string[] {
  return split(sql)
    .map((statement) => statement.replaceAll('$db', () => database))
    .map(rerunnable);
}

/**
 * A migration that was killed half-way starts again at its first statement, so that what is already there must not stop it.
 * The text of a migration stays plain DDL; the repetition is our business.
 */
function rerunnable(statement: string): string {
  return statement.replace(
    /^CREATE (TABLE|MATERIALIZED VIEW|DATABASE|VIEW) (?!IF NOT EXISTS)/,
    'CREATE $1 IF NOT EXISTS ',
  );
}

/** Cuts at semicolons outside of strings, quoted names and comments. */
function split(sql: string): string[] {
  const statements: string[] = [];
  let current = '';
  const token = /--[^\n]*|'(?:\\.|[^'\\])*'|`[^`]*`|"[^"]*"|;|[^'"`;-]+|-/g;
  for (const [piece] of sql.matchAll(token)) {
    if (piece.startsWith('--')) continue;
    if (piece !== ';') {
      current += piece;
      continue;
    }
    if (current.trim() !== '') statements.push(current.trim());
    current = '';
  }
  if (current.trim() !== '') statements.push(current.trim());
  return statements;
}
