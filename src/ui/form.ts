import { html } from 'hono/html'
import type { Html } from './html.ts'

/** A field that a person fills in. With `options` it is a choice. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly options?: readonly (readonly [value: string, name: string])[]
  readonly rows?: number
  readonly required?: boolean
}

/** A form that narrows a list. It is sent in the address, so that the address can be shared. */
export function filterForm(path: string, fields: readonly Field[]): Html {
  const isUsed = fields.some(({ value }) => value !== '')
  return html`<form class="filter" method="get" action="${path}" role="search">
${fields.map(field)}
<div class="row"><button>Filter</button>${isUsed ? html`<a href="${path}">Show all</a>` : ''}</div>
</form>`
}

/** A button that does something, with the values that go along. */
export function button(
  action: string,
  name: string,
  { values = {}, look = '' }: { values?: Readonly<Record<string, string>>; look?: string } = {},
): Html {
  const hidden = Object.entries(values).map(
    ([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`,
  )
  return html`<form method="post" action="${action}" class="action">${hidden}<button class="${look}">${name}</button></form>`
}

/** A field with its label. */
export function field({ name, label, value, options, rows, required = false }: Field): Html {
  const must = required ? html` required` : ''
  if (options) {
    const choices = options.map(([key, text]) => {
      const chosen = key === value ? html` selected` : ''
      return html`<option value="${key}"${chosen}>${text}</option>`
    })
    return html`<label>${label} <select name="${name}">${choices}</select></label>`
  }
  // A browser drops the first line break inside the tag, so there is one to drop.
  if (rows)
    return html`<label>${label} <textarea name="${name}" rows="${rows}"${must}>
${value}</textarea></label>`
  return html`<label>${label} <input name="${name}" value="${value}"${must}></label>`
}
