package dev.otto.controlplane.page;

import dev.otto.controlplane.http.Assets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the templates of a page know besides the page's own view. */
public final class Page {
  private final String title;
  private final Nav nav;
  private final Surrounding around;
  private final Visitor visitor;

  /** The same for every page. */
  record Surrounding(Assets assets, Times times, Pulse pulse, List<Nav> places) {}

  /** Of the one who looks at it. */
  record Visitor(boolean loggedIn, String formToken, String theme, List<Flash> flashes) {}

  Page(String title, Nav nav, Surrounding around, Visitor visitor) {
    this.title = title;
    this.nav = nav;
    this.around = around;
    this.visitor = visitor;
  }

  public String title() {
    return title;
  }

  /** The current place. */
  public Nav nav() {
    return nav;
  }

  public List<Nav> places() {
    return around.places();
  }

  /** The address of a style, a script or a picture. */
  public String asset(String name) {
    return around.assets().url(name);
  }

  /** An id as one segment of a path, whatever it holds. */
  public String segment(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }

  public Times times() {
    return around.times();
  }

  public Pulse pulse() {
    return around.pulse();
  }

  public boolean loggedIn() {
    return visitor.loggedIn();
  }

  /** Goes into every form as {@code _form}: {@code page/token.jte}. */
  public String formToken() {
    return visitor.formToken();
  }

  /** {@code light}, {@code dark}, or {@code auto} as the system has it. */
  public String theme() {
    return visitor.theme();
  }

  public List<Flash> flashes() {
    return visitor.flashes();
  }
}
