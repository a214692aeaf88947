package dev.otto.controlplane.page;

import dev.otto.controlplane.http.Assets;
import java.util.List;

/** The context of a page's template, besides the page's own view. */
public final class Page {
  private final String title;
  private final Nav nav;
  private final Surrounding around;
  private final Visitor visitor;

  /** The part that is the same for every page. */
  record Surrounding(Assets assets, Times times, Pulse pulse, List<Nav> places) {}

  /** The part that belongs to the visitor. */
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

  /** Returns the current navigation entry. */
  public Nav nav() {
    return nav;
  }

  public List<Nav> places() {
    return around.places();
  }

  /** Returns the address of a style sheet, a script or a picture. */
  public String asset(String name) {
    return around.assets().url(name);
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

  /** Returns the token that every form sends as {@code _form}: {@code page/token.jte}. */
  public String formToken() {
    return visitor.formToken();
  }

  /** Returns {@code light}, {@code dark}, or {@code auto} to follow the system. */
  public String theme() {
    return visitor.theme();
  }

  public List<Flash> flashes() {
    return visitor.flashes();
  }
}
