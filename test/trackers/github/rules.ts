import { type Call, type Reply, refusal } from './wire.ts'

/**
 * Who may be assigned. Of others GitHub knows `outsider`, whom it drops silently, and nobody else.
 */
const assignable = ['acme', 'casey', 'lockstep-bot']

/**
 * What GitHub refuses or drops and the emulator lets through: a refusal, or the call as GitHub
 * would take it.
 */
export function applyRules(call: Call): Reply | Call {
  const { body, method, path, query } = call
  if (/\/issues$/.test(path) && Number(query.get('page')) > 10 && !query.has('after')) {
    return refusal(422, 'Pagination with the page parameter is not supported')
  }
  if (!body || !/^\/repos\/[^/]+\/[^/]+\/issues\b/.test(path)) return call
  const texts = [
    tooLong('title', body.title, 256),
    tooLong('body', body.body, 65_536),
    ...list(body.labels).map((label) => tooLong('name', label, 50)),
  ]
  const emoji = list(body.labels).some((label) =>
    /^\p{Extended_Pictographic}+$/u.test(String(label)),
  )
  const refused = { resource: 'Label', code: 'invalid', field: 'name' }
  const error = texts.find((text) => text !== null) ?? (emoji ? refused : null)
  if (error) return refusal(422, 'Validation Failed', { errors: [error] })
  if (!/^(POST|PATCH)$/.test(method) || !body.assignees) return call
  const asked = list(body.assignees)
  const unknown = asked.find((login) => ![...assignable, 'outsider'].includes(String(login)))
  if (unknown) {
    const wrong = { value: unknown, resource: 'Issue', field: 'assignees', code: 'invalid' }
    return refusal(422, 'Validation Failed', { errors: [wrong] })
  }
  const assignees = asked.filter((login) => assignable.includes(String(login)))
  return { ...call, body: { ...body, assignees } }
}

function tooLong(field: string, text: unknown, maximum: number) {
  if (typeof text !== 'string' || [...text].length <= maximum) return null
  const message = `${field} is too long (maximum is ${maximum} characters)`
  return { resource: 'Issue', code: 'custom', field, message }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
