let count = 0

/** A create request of a finding of its own. */
export function makeFinding(finding: Record<string, unknown> = {}): Record<string, unknown> {
  count += 1
  return {
    status: 'open',
    title: `Finding ${count}`,
    name: `Finding ${count}`,
    path: `src/file-${count}.ts`,
    severity: 'high',
    template_md: `Text of finding ${count}`,
    project_name: 'shop',
    ...finding,
  }
}
