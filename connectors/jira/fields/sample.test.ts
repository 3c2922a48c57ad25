import { expect, it } from 'vitest'
import { screenField } from './screen-field.ts'

const custom = 'com.atlassian.jira.plugin.system.customfieldtypes'

it.each([
  ['a user', { type: 'user' }, [], '{ accountId: "…" }'],
  ['users', { type: 'array', items: 'user' }, [], '[{ accountId: "…" }]'],
  ['a group', { type: 'group' }, [], '{ name: "…" }'],
  ['a time', { type: 'datetime' }, [], '"2026-01-31T12:00:00.000+0000"'],
  ['a date', { type: 'date' }, [], '2026-01-31'],
  ['a number', { type: 'number' }, [], '1'],
  [
    'a sprint',
    { type: 'array', items: 'json', custom: 'com.pyxis.greenhopper.jira:gh-sprint' },
    [],
    '1',
  ],
  ['versions without choices', { type: 'array', items: 'version' }, [], '[{ name: "…" }]'],
  [
    'versions',
    { type: 'array', items: 'version' },
    [{ id: '1', name: '1.0' }],
    '[{ name: "1.0" }]',
  ],
  ['a security level', { type: 'securitylevel' }, [], '{ name: "…" }'],
  ['time tracking', { type: 'timetracking' }, [], '{ originalEstimate: "1d" }'],
  ['a parent', { type: 'issuelink', system: 'parent' }, [], '{ key: "…" }'],
  ['a select', { type: 'option' }, [{ id: '1', value: 'Red' }], '{ value: "Red" }'],
  [
    'a cascading select',
    { type: 'option-with-child' },
    [{ value: 'EMEA', children: [{ value: 'Berlin' }] }],
    '{ value: "EMEA", child: { value: "Berlin" } }',
  ],
  ['a textarea', { type: 'string', custom: `${custom}:textarea` }, [], '"…"'],
  ['labels', { type: 'array', items: 'string' }, [], '["…"]'],
  ['what is described oddly', null, 'none', '"…"'],
])('the line that mends %s is one that Jira takes', (_, schema, allowedValues, sample) => {
  const described = { name: 'A field', required: true, schema, allowedValues }

  expect(screenField('customfield_1', described)).toMatchObject({ needed: true, sample })
})

it.each([
  ['environment', { type: 'string', system: 'environment' }, true],
  ['customfield_1', { type: 'string', custom: `${custom}:textarea` }, true],
  ['customfield_2', { type: 'string', custom: `${custom}:textfield` }, false],
])('%s wants a document for its text: %j %s', (id, schema, isRich) => {
  expect(screenField(id, { schema }).isRich).toBe(isRich)
})
