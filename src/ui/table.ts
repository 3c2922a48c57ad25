import { html } from 'hono/html'
import type { Content, Html } from './html.ts'

/** A column: its name, and what stands in it. */
export interface Column<T> {
  readonly name: string
  readonly cell: (row: T) => Content
  /** How much room it needs at least: that of a name, or of a sentence. */
  readonly room?: 'name' | 'long'
}

/** A table with a row for each item; on a phone each row is a card. Says `empty` if there are no items. */
export function table<T>(
  caption: string,
  { columns, empty }: { readonly columns: readonly Column<T>[]; readonly empty: Content },
  rows: readonly T[],
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`
  return html`<table class="rows">
<caption>${caption}</caption>
<thead><tr>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map(({ name, cell, room }) => html`<td data-name="${name}"${room ? html` class="${room}"` : ''}><div>${cell(row)}</div></td>`)}</tr>`)}</tbody>
</table>`
}

/** Names and what belongs to them, such as the facts about a finding. */
export function facts(pairs: readonly (readonly [name: string, value: Content])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}
