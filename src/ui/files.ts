import { Hono } from 'hono'
import { script } from './script.ts'
import { styleSheet } from './style.ts'

const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0b5cad"/><path d="M4 8h8M8 4l4 4-4 4" fill="none" stroke="#fff" stroke-width="2"/></svg>'

/** The files that each page refers to, to be mounted at `/admin`; they need no log-in. */
export function uiFiles(): Hono {
  return new Hono()
    .get('/style.css', (c) =>
      c.body(styleSheet, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
    )
    .get('/lockstep.js', (c) => c.body(script, 200, { 'Content-Type': 'text/javascript' }))
    .get('/icon.svg', (c) => c.body(icon, 200, { 'Content-Type': 'image/svg+xml' }))
}
