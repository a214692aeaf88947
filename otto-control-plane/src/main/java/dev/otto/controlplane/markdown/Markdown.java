package dev.otto.controlplane.markdown;

import dev.otto.controlplane.page.HarmlessText;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.List;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.strikethrough.StrikethroughExtension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.text.TextContentRenderer;

/**
 * Markdown from elsewhere, with tables and struck text. As HTML it has the elements of {@link
 * SafeNodes} and no other; HTML in it is text. Nothing in it is loaded, and nothing runs.
 */
public final class Markdown implements Content {
  private static final List<Extension> EXTENSIONS =
      List.of(TablesExtension.create(), StrikethroughExtension.create());

  /** The depth from which on quotes, lists and emphasis stay as they were written. */
  private static final int MAX_DEPTH = 40;

  private static final Parser PARSER =
      Parser.builder()
          .extensions(EXTENSIONS)
          .maxOpenBlockParsers(MAX_DEPTH)
          .maxInlineNesting(MAX_DEPTH)
          .build();

  private static final HtmlRenderer HTML =
      HtmlRenderer.builder()
          .escapeHtml(true)
          .nodeRendererFactory(SafeNodes::new)
          .attributeProviderFactory(_ -> SafeNodes::keepSafe)
          .extensions(EXTENSIONS)
          .build();

  private static final TextContentRenderer TEXT =
      TextContentRenderer.builder().extensions(EXTENSIONS).build();

  private final Node document;

  private Markdown(Node document) {
    this.document = document;
  }

  public static Markdown of(String source) {
    return new Markdown(PARSER.parse(HarmlessText.of(source)));
  }

  /** Returns its HTML. */
  public String html() {
    // Once more, because an entity may stand for any character.
    return HarmlessText.of(HTML.render(document));
  }

  /** Returns its words without the marks. */
  public String text() {
    return HarmlessText.of(TEXT.render(document));
  }

  @Override
  public void writeTo(TemplateOutput output) {
    output.writeContent(html());
  }
}
