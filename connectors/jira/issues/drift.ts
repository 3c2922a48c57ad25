/** The log message for a response that does not match Atlassian's specification. */
export const drift = 'an answer of Jira is not as specified'
