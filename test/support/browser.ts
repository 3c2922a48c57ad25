import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import chromium from '@sparticuz/chromium'
import axe from 'axe-core'
import pRetry from 'p-retry'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import { listen } from '../../src/cli/listen.ts'
import { adminToken, type TestBridge } from './bridge.ts'

/** A screen: its width, and whether it is dark. */
export interface Screen {
  readonly width: number
  readonly dark: boolean
}

export const desk: Screen = { width: 1280, dark: false }
export const phone: Screen = { width: 390, dark: true }

/** A real Chromium that npm brings. On a busy machine it may end before it is up: then it is started again. */
export async function openChromium(): Promise<Browser> {
  const executablePath = await chromium.executablePath()
  // Several tabs need processes of their own.
  const args = chromium.args.filter((arg) => arg !== '--single-process' && arg !== '--no-zygote')
  return pRetry(() => puppeteer.launch({ executablePath, args, headless: 'shell' }), { retries: 2 })
}

/** A bridge that listens, so that a browser can reach it. */
export async function serveBridge(
  current: () => TestBridge,
): Promise<{ url: string; stop: () => void }> {
  const server = await new Promise<Server>((resolve) => {
    const started = listen(
      (request, address) => current().fetch(request, address),
      { port: 0, hostname: '127.0.0.1' },
      () => resolve(started),
    )
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A tab of the browser with short words for what a person does. */
export async function openTab(browser: Browser, url: string) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  page.on('pageerror', (error) => problems.push(String(error)))
  const following = (act: Promise<unknown>) => Promise.all([page.waitForNavigation(), act])
  return {
    page,
    /** What the browser complained of, such as a broken policy. */
    problems,
    goto: (path: string) => page.goto(url + path),
    async show({ width, dark }: Screen) {
      await page.setViewport({ width, height: 800 })
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' },
      ])
    },
    async logIn() {
      await page.type('input[name=token]', adminToken)
      await following(page.keyboard.press('Enter'))
    },
    text: () => page.evaluate(() => document.body.textContent ?? ''),
    /** Follows the first link, or presses the first button, of this name. */
    async press(name: string) {
      const found = await page.evaluateHandle((wanted) => {
        const all = [...document.querySelectorAll<HTMLElement>('a, button')]
        return all.find((one) => one.textContent?.trim() === wanted)
      }, name)
      const element = found.asElement()
      if (!element) throw new Error(`nothing to press is named ${name}`)
      await following(page.evaluate((one) => (one as HTMLElement).click(), element))
    },
    follow: (selector: string) => following(page.click(selector)),
    async close() {
      await context.close()
    },
  }
}

/** What axe-core finds on the page as it stands. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: here } = window as unknown as { axe: typeof axe }
    const { violations } = await here.run(document, { resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
  })
}

/** How many pixels of the page stand out of the window to the side. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
}
