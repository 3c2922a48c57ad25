import { json } from '../../kit/server.ts'
import type { Site } from '../site.ts'
import { type Answer, Refusal, stamp } from './wire.ts'

/** `GET /serverInfo` */
export function getServerInfo({ url, now }: Site): Answer {
  return json(200, {
    baseUrl: url,
    version: '1001.0.0-SNAPSHOT',
    versionNumbers: [1001, 0, 0],
    deploymentType: 'Cloud',
    buildNumber: 100_300,
    serverTime: stamp(now()),
    serverTitle: 'Jira',
  })
}

/** `/search`, which was removed: developer.atlassian.com/changelog/#CHANGE-2046 */
export function refuseOldSearch(): Answer {
  const instead = 'Please migrate to the /rest/api/3/search/jql API.'
  throw new Refusal(410, `The requested API has been removed. ${instead}`)
}
