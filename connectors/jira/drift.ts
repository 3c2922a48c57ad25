/** What is told when an answer of Jira's is not as Atlassian's specification says. */
export const drift = 'an answer of Jira is not as specified'
