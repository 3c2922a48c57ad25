/**
 * The pages' one script. Shows times in the reader's zone, and shows a live page anew every half a minute while the reader
 * does nothing on it. Everything works without it.
 */
export const script = `
const zoned = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' })
function showTimes(part) {
  for (const time of part.querySelectorAll('time[datetime]'))
    time.textContent = zoned.format(new Date(time.dateTime))
}
showTimes(document)

const live = document.querySelector('main[data-live]')
async function showAnew() {
  if (document.hidden || live.contains(document.activeElement) || String(getSelection())) return
  const answer = await fetch(location.href, { headers: { Accept: 'text/html' } })
  if (!answer.ok || answer.redirected) return
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
  const main = page.querySelector('main')
  if (!main) return
  live.replaceChildren(...main.childNodes)
  showTimes(live)
}
if (live) setInterval(() => showAnew().catch(() => {}), 30000)
`
