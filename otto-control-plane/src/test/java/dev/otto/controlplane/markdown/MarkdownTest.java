package dev.otto.controlplane.markdown;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownTest {

  @Test
  void whatModelsWriteIsShownAsTheyMeantIt() {
    assertEquals(
        """
        <h3 dir="auto">News</h3>
        <p dir="auto">It is <strong>new</strong>, <em>really</em>, <del>not</del> <code>a &lt; b</code>.</p>
        <ul>
        <li dir="auto">one</li>
        <li dir="auto">two</li>
        </ul>
        <ol start="3">
        <li dir="auto">three</li>
        </ol>
        <pre><code>int a = 1 &lt; 2;
        </code></pre>
        <blockquote dir="auto">
        <p dir="auto">quoted</p>
        </blockquote>
        """,
        Markdown.of(
                """
                # News
                It is **new**, *really*, ~~not~~ `a < b`.
                - one
                - two

                3. three

                ```java
                int a = 1 < 2;
                ```
                > quoted
                """)
            .html());
  }

  @Test
  void tablesAreTables() {
    String table = Markdown.of("| a | b |\n|---|--:|\n| 1 | 2 |\n").html();
    assertTrue(table.contains("<th dir=\"auto\">a</th>"), table);
    assertTrue(table.contains("<td align=\"right\" dir=\"auto\">2</td>"), table);
  }

  @Test
  void headingsAreBelowThoseOfThePageAndSkipNoLevel() {
    String html = Markdown.of("### a\n# b\n#### c\n###### d\n# e\n").html();
    assertEquals(
        List.of("h3", "h3", "h4", "h5", "h3"),
        html.lines().map(line -> line.substring(1, 3)).toList());
  }

  @Test
  void aLinkSaysWhereItLeads() {
    assertEquals(
        "<p dir=\"auto\"><a href=\"https://example.org/a?b=c&amp;d\""
            + " rel=\"noopener noreferrer nofollow\">my bank<span class=\"to\"> (example.org)</span>"
            + "</a></p>\n",
        Markdown.of("[my bank](https://example.org/a?b=c&d \"a title\")").html());
    assertTrue(
        Markdown.of("[x](https://my-bank.example@evil.example/)")
            .html()
            .contains("(evil.example)"));
    assertTrue(Markdown.of("<https://example.org/>").html().contains(">https://example.org/</a>"));
    assertTrue(Markdown.of("[write](mailto:a@example.org)").html().contains("(a@example.org)"));
  }

  @Test
  void aPictureIsALinkToIt() {
    assertEquals(
        "<p dir=\"auto\">Image: <a href=\"https://example.org/a.png\""
            + " rel=\"noopener noreferrer nofollow\">a cat<span class=\"to\"> (example.org)</span>"
            + "</a></p>\n",
        Markdown.of("![a cat](https://example.org/a.png)").html());
    String nested = Markdown.of("[![a cat](https://a.example/a.png)](https://b.example/)").html();
    assertFalse(nested.contains("a.example"), nested);
    assertTrue(nested.contains("b.example"), nested);
  }

  @Test
  void coloursOfATerminalAreLeftOutAndTurnedTextIsShown() {
    assertEquals(
        "<p dir=\"auto\">red [U+202E]nimda[U+0007]</p>\n",
        Markdown.of("\u001b[1;31mred\u001b[0m &#x202e;nimda\u0007").html());
    assertEquals("red [U+202E]nimda", Markdown.of("**red** \u202enimda").text());
  }

  @Test
  void itsTextHasNoMarks() {
    assertEquals(
        "News\nIt is new: a link\n- one",
        Markdown.of("# News\nIt is **new**: a link\n- one").text());
  }

  @Test
  void whatIsNestedWithoutEndIsShownInTime() {
    for (String mark :
        List.of(">", "- ", "*", "[", "![", "**a ", "_a ", "<b>", "(", "x`", "|a\n|-\n")) {
      String html = Markdown.of(mark.repeat(60_000 / mark.length()) + "end").html();
      assertTrue(html.contains("end"), mark);
      assertTrue(html.length() < 3_000_000, mark + html.length());
    }
  }
}
