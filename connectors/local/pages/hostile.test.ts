import { describe, expect, it } from 'vitest'
import { bench, pageOf } from '../../../test/trackers/local/bench.ts'

const use = bench()

describe('hostile text', () => {
  const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`

  it('is shown as text in titles, labels, file names and project names', async () => {
    const issue = await use.file({ title: hostile, labels: [hostile, 'severity:"><script>'] })
    await use.attach(issue, `${hostile}.png`)

    for (const path of [pageOf(issue), '/admin/projects/payments', '/admin/projects']) {
      const page = await use.show(path)
      expect(page).not.toMatch(/<script/i)
      expect(page).not.toContain('<img src=x')
      expect(page).not.toContain(`"'>`)
    }
    expect(await use.show(pageOf(issue))).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  it('cannot become script in a body or a comment', async () => {
    const body = `${hostile}\n\n<script src="https://evil.example"></script>
<a href="javascript:alert(1)">x</a> [y](javascript:alert(1)) <iframe src="/"></iframe>
<style>*{display:none}</style><form action="/admin/projects"><button>z</button></form>
<p style="position:fixed">w</p>`
    const issue = await use.file({ body })
    await use.tracker.say(issue, body)

    const page = await use.show(pageOf(issue))

    const tagged = page.replace(/<textarea[\s\S]*?<\/textarea>/g, '')
    expect(page).not.toMatch(/<script/i)
    expect(tagged).not.toMatch(/<[^>]*((onerror|style)\s*=|href="javascript:)|<iframe|<style/i)
    expect(tagged).not.toMatch(/<[^>]*action="\/admin\/projects"/)
  })

  it('stays in its box while it is edited', async () => {
    const issue = await use.file({ body: '</textarea><script>alert(1)</script>' })

    const page = await use.show(pageOf(issue))

    expect(page).toContain('&lt;/textarea>&lt;script>')
    expect(page).not.toMatch(/<script/i)
  })
})
