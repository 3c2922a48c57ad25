/** A project's name is free text, but it must be readable and stand in a link. */
export function problemWith(target: string): string | null {
  if (target.trim() === '') return 'The project has no name.'
  if (target.length > 100) return 'A project name may have at most 100 characters.'
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(target) || !target.isWellFormed())
    return 'A project name may not contain control characters.'
  if (/^[/.\s]+$/.test(target)) return 'A project name needs more than dots and slashes.'
  return null
}
