import { html } from 'hono/html'
import type { Html } from './html.ts'

/** One bar of a picture. */
export interface Bar {
  readonly name: string
  readonly count: number
  readonly tone?: string
}

const width = 560
const height = 96
/** A wider bar says no more. */
const mostStep = 72

/** A small picture of counts side by side, with a title for each bar and the whole as a text for those who do not see it. */
export function bars(title: string, all: readonly Bar[]): Html {
  const most = Math.max(1, ...all.map(({ count }) => count))
  const step = Math.min(mostStep, width / Math.max(1, all.length))
  const drawn = all.map(({ name, count, tone = 'calm' }, at) => {
    const high = Math.round((count / most) * height)
    return html`<rect class="${tone}" x="${(at * step + 2).toFixed(1)}" y="${height - high}" width="${(step - 4).toFixed(1)}" height="${Math.max(high, 1)}"><title>${name}: ${count}</title></rect>`
  })
  const words = all.map(({ name, count }) => `${name}: ${count}`).join(', ')
  return html`<figure><figcaption>${title}</figcaption>
<svg class="bars" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}. ${words}">${drawn}</svg>
${step < mostStep ? html`<p class="meta ends"><span>${all[0]?.name ?? ''}</span><span>${all.at(-1)?.name ?? ''}</span></p>` : html`<ul class="meta legend">${all.map(({ name, count, tone = 'calm' }) => html`<li><span class="dot ${tone}"></span>${name}: ${count.toLocaleString('en')}</li>`)}</ul>`}
</figure>`
}
