package dev.otto.controlplane.markdown;

import dev.otto.controlplane.page.HarmlessText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.renderer.html.CoreHtmlNodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlWriter;

/**
 * The HTML of the nodes that come from elsewhere: links that say where they lead, images as links,
 * HTML as code, headings below those of the page.
 */
final class SafeNodes extends CoreHtmlNodeRenderer {
  private static final int HEADING_OF_THE_PAGE = 2;
  private static final int LOWEST_HEADING = 6;

  private static final int MAX_ADDRESS = 100;

  private static final Set<String> ATTRIBUTES = Set.of("align", "start");
  private static final Set<String> WITH_DIRECTION =
      Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "th", "td");

  private final HtmlWriter html;
  private final Deque<Integer> headings = new ArrayDeque<>();
  private boolean inLink;

  SafeNodes(HtmlNodeRendererContext context) {
    super(context);
    html = context.getWriter();
  }

  /**
   * Removes the attributes that say something of the Markdown, and lets text find its direction.
   */
  static void keepSafe(Node node, String tag, Map<String, String> attributes) {
    attributes.keySet().retainAll(ATTRIBUTES);
    if (WITH_DIRECTION.contains(tag)) {
      attributes.put("dir", "auto");
    }
  }

  /** Writes a heading at most one level below the one that it belongs to. */
  @Override
  public void visit(Heading heading) {
    while (!headings.isEmpty() && headings.getFirst() >= heading.getLevel()) {
      headings.pop();
    }
    headings.push(heading.getLevel());
    String tag = "h" + Math.min(LOWEST_HEADING, HEADING_OF_THE_PAGE + headings.size());
    html.line();
    html.tag(tag, context.extendAttributes(heading, tag, Map.of()));
    visitChildren(heading);
    html.tag("/" + tag);
    html.line();
  }

  @Override
  public void visit(Link link) {
    write(link, link.getDestination());
  }

  @Override
  public void visit(Image image) {
    if (!inLink) {
      html.text(image.getFirstChild() == null ? "Image" : "Image: ");
    }
    write(image, image.getDestination());
  }

  /** Writes a link that says where it leads, or only its words within another one. */
  private void write(Node node, String address) {
    if (inLink) {
      visitChildren(node);
      return;
    }
    Optional<Destination> to = Destination.of(address);
    to.ifPresent(it -> html.tag("a", attributes(it)));
    inLink = true;
    visitChildren(node);
    inLink = false;
    if (!isItsOwnText(node, address)) {
      html.tag("span", Map.of("class", "to"));
      html.text(" (" + to.map(Destination::shown).orElseGet(() -> shortened(address)) + ")");
      html.tag("/span");
    }
    to.ifPresent(_ -> html.tag("/a"));
  }

  private static boolean isItsOwnText(Node link, String address) {
    return link.getFirstChild() instanceof Text text
        && text == link.getLastChild()
        && text.getLiteral().equals(address);
  }

  private static String shortened(String address) {
    String beginning = HarmlessText.beginning(address, MAX_ADDRESS);
    return beginning.length() < address.length() ? beginning + "…" : address;
  }

  private static Map<String, String> attributes(Destination to) {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("href", to.url());
    attributes.put("rel", "noopener noreferrer nofollow");
    return attributes;
  }

  @Override
  public void visit(HtmlBlock block) {
    html.line();
    html.tag("pre");
    html.tag("code");
    html.text(block.getLiteral());
    html.tag("/code");
    html.tag("/pre");
    html.line();
  }
}
