import type { Deployment, Ground } from '../process/deployment.ts'

const secrets =
  /(github|jira|datatheorem)-token-of-the-simulation|kondukto-secret|the-admin-token|s a Secret to Everybody/

const tables = `select name from sqlite_master where type = 'table'`

/** No secret is logged or stored. */
export function secretsIn({ logged, database }: Ground): string[] {
  const names = database.all({ text: tables, params: [] }).map(({ name }) => String(name))
  const stored = names.flatMap((name) =>
    database.all({ text: `select * from "${name}"`, params: [] }).map((row) => JSON.stringify(row)),
  )
  return Object.entries({ logged, stored }).flatMap(([how, texts]) =>
    texts.filter((text) => secrets.test(text)).map((text) => `a secret was ${how}: ${text}`),
  )
}

/** The same deployment; an answer that has a secret in it is a violation. */
export function withoutSecrets(deployment: Deployment, violations: string[]): Deployment {
  return {
    ...deployment,
    async send(request) {
      const answered = await deployment.send(request)
      if (secrets.test(answered.text)) violations.push(`a secret was answered: ${answered.text}`)
      return answered
    },
  }
}
