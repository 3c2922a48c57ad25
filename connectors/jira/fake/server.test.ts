import { describe } from 'vitest'
import { openBench } from './tests/bench.ts'
import { testComments } from './tests/comments.ts'
import { testDoor } from './tests/door.ts'
import { testIssues } from './tests/issues.ts'
import { testLimits } from './tests/limits.ts'
import { testPeople } from './tests/people.ts'
import { testSearch } from './tests/search.ts'
import { testTransitions } from './tests/transitions.ts'
import { testWebhooks } from './tests/webhooks.ts'

// One file, because loading all that jira.js describes takes longer than the tests.
describe('the test Jira', () => {
  const bench = openBench({ webhooks: true })

  testDoor(bench)
  describe('its issues', () => testIssues(bench))
  describe('its transitions', () => testTransitions(bench))
  describe('its comments and attachments', () => testComments(bench))
  describe('its search', () => testSearch(bench))
  describe('its people', () => testPeople(bench))
  describe('its webhooks', () => testWebhooks(bench))
  describe('its limits', () => testLimits(bench))
})
