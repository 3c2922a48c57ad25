const section = (n: number) => `## SQL injection in \`OrderService\` (${n})

- **Severity**: High
- **File**: \`src/main/java/com/acme/shop/OrderService.java\` line ${n}
- **CWE**: [CWE-89](https://cwe.mitre.org/data/definitions/89.html)

The method builds a query from *user input* that was not checked. An attacker who controls the
parameter \`order\` can read and change **every row** of the table. See
https://owasp.org/Top10/A03_2021-Injection/ for more, and ask @acme/security about #${n}.

\`\`\`java
String sql = "select * from orders where id = '" + id + "'";
try (Statement statement = connection.createStatement()) {
  return statement.executeQuery(sql);
}
\`\`\`

1. Use a prepared statement.
2. Bind the parameter, as in \`statement.setString(1, id)\`.

| Step | Where |
| --- | --- |
| source | Controller.java:${n} |
| sink | OrderService.java:${n + 7} |

<details>
<summary>More</summary>
<pre><code class="language-java">
  for (int i = 0; i &lt; n; i++) { sum += values[i]; }
</code></pre>
</details>

`

/** A finding's text as scanners write them, of this many characters. */
export function typicalText(size: number): string {
  const sections = Array.from({ length: Math.ceil(size / section(1).length) }, (_, n) => section(n))
  return sections.join('').slice(0, size)
}
