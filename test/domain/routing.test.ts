import { describe, expect, it } from 'vitest'
import { chooseRoute, type Route } from '../../src/domain/routing.ts'

const finding = { source: 'kondukto', project: 'payments-api', severity: 'high' } as const

describe('a route', () => {
  it.each([
    ['payments-*', 'payments-api', true],
    ['payments-*', 'payments-', true],
    ['payments-*', 'payment', false],
    ['*', 'acme/shop', false],
    ['*/*', 'acme/shop', true],
    ['*/*', 'acme', false],
    ['acme/*-api', 'acme/shop-api', true],
    ['acme/*-api', 'acme/-api', true],
    ['a*a', 'a', false],
    ['a*b*c', 'axxbyyc', true],
    ['a*b*c', 'acb', false],
    ['a.c', 'abc', false],
    ['', '', true],
  ])('for "%s" and the project "%s" matches: %s', (pattern, project, matches) => {
    const chosen = chooseRoute([routeTo('x', { project: [pattern] })], { ...finding, project })

    expect(chosen !== null).toBe(matches)
  })

  it('matches when each of its conditions does, by any of its values', () => {
    const routes = [
      routeTo('jira', { source: ['corgea', 'kondukto'], severity: ['critical', 'high'] }),
    ]

    expect(chooseRoute(routes, finding)?.target).toBe('jira')
    expect(chooseRoute(routes, { ...finding, severity: 'low' })).toBeNull()
    expect(chooseRoute(routes, { ...finding, severity: null })).toBeNull()
    expect(chooseRoute(routes, { ...finding, source: 'holm' })).toBeNull()
  })

  it('that stands first wins', () => {
    const routes = [routeTo('first', { project: ['payments-*'] }), routeTo('second', {})]

    expect(chooseRoute(routes, finding)?.target).toBe('first')
    expect(chooseRoute(routes, { ...finding, project: 'shop' })?.target).toBe('second')
  })

  it('that stands first wins, whether it names the project or has a pattern', () => {
    const named = (target: string) => routeTo(target, { project: ['shop', 'payments-api'] })
    const before = [named('a'), routeTo('b', { project: ['payments-*'] }), named('c')]
    const after = [routeTo('b', { project: ['payments-*'] }), named('c'), routeTo('d', {})]

    expect(chooseRoute(before, finding)?.target).toBe('a')
    expect(chooseRoute(after, finding)?.target).toBe('b')
    expect(chooseRoute(after, { ...finding, project: 'shop' })?.target).toBe('c')
    expect(chooseRoute(after, { ...finding, project: 'other' })?.target).toBe('d')
  })

  it('among 1,000 that name other projects costs no look at them', () => {
    let looks = 0
    const counted = (project: string): Route => {
      const route = routeTo(project, { project: [project], source: ['kondukto'] })
      return {
        ...route,
        get when() {
          looks += 1
          return route.when
        },
      }
    }
    const routes = Array.from({ length: 1000 }, (_, n) => counted(`project-${n}`))
    chooseRoute(routes, { ...finding, project: 'project-0' })
    looks = 0

    expect(chooseRoute(routes, { ...finding, project: 'project-999' })?.target).toBe('project-999')
    expect(looks).toBeLessThanOrEqual(1)
  })

  it('puts the project into its target exactly as it is', () => {
    const chosen = chooseRoute([routeTo('pre-{project}', {})], {
      ...finding,
      project: '$& {project}',
    })

    expect(chosen?.target).toBe('pre-$& {project}')
  })

  it('takes no longer for a hostile pattern', () => {
    const routes = [routeTo('x', { project: [`${'*a'.repeat(5000)}b`] })]

    expect(chooseRoute(routes, { ...finding, project: 'a'.repeat(20_000) })).toBeNull()
  })
})

function routeTo(target: string, when: Route['when']): Route {
  const to = {
    account: 'local',
    target,
    labels: [],
    severityLabel: '',
    sourceLabel: '',
    options: {},
  }
  return { when, to }
}
