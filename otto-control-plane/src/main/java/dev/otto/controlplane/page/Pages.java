package dev.otto.controlplane.page;

import dev.otto.controlplane.http.Assets;
import dev.otto.controlplane.http.PageRequest;
import dev.otto.controlplane.session.Session;
import dev.otto.controlplane.session.Sessions;
import dev.otto.web.Call;
import dev.otto.web.Reply;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Renders templates as replies. */
public final class Pages {
  private static final String TEMPLATES = "dev.otto.controlplane.templates";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), TEMPLATES);
  private final Assets assets;
  private final Times times;
  private final Sessions sessions;
  private final Flashes flashes = new Flashes();
  private final PageContext context;

  /**
   * The state that every page shows, and the paths that exist.
   *
   * @param served whether a page exists at this path
   */
  public record PageContext(Supplier<Pulse> pulse, Predicate<String> served) {}

  public Pages(Assets assets, Times times, Sessions sessions, PageContext context) {
    this.assets = assets;
    this.times = times;
    this.sessions = sessions;
    this.context = context;
  }

  /** Returns the messages for the next page. */
  public Flashes flashes() {
    return flashes;
  }

  public Times times() {
    return times;
  }

  /** Renders a page. */
  public Reply page(Call call, Nav nav, String title, String template, Object view) {
    return page(call, 200, nav, title, template, view);
  }

  /** Renders a page with another status, such as 422 for a form with errors. */
  public Reply page(Call call, int status, Nav nav, String title, String template, Object view) {
    List<Flash> told =
        PageRequest.isLive(call) || PageRequest.wantsPart(call)
            ? List.of()
            : PageRequest.sessionIfAny(call).map(flashes::take).orElse(List.of());
    return render(status, template, pageOf(call, nav, title, told), view);
  }

  /** Renders a piece of a page, which the script inserts. */
  public Reply part(Call call, String template, Object view) {
    return part(call, 200, template, view);
  }

  /** Renders a piece of a page with another status. */
  public Reply part(Call call, int status, String template, Object view) {
    return render(status, template, pageOf(call, Nav.NONE, "", List.of()), view);
  }

  private Page pageOf(Call call, Nav nav, String title, List<Flash> told) {
    List<Nav> places =
        Arrays.stream(Nav.values())
            .filter(place -> place != Nav.NONE && context.served().test(place.path()))
            .toList();
    String formToken = PageRequest.sessionIfAny(call).map(sessions::formToken).orElse("");
    var around = new Page.Surrounding(assets, times, context.pulse().get(), places);
    var visitor =
        new Page.Visitor(
            PageRequest.sessionIfAny(call).isPresent(), formToken, themeOf(call), told);
    return new Page(title, nav, around, visitor);
  }

  private static String themeOf(Call call) {
    return call.cookie("otto-theme")
        .filter(theme -> theme.equals("light") || theme.equals("dark"))
        .orElse("auto");
  }

  private Reply render(int status, String template, Page page, Object view) {
    var parameters = new HashMap<String, Object>(Map.of("page", page, "view", view));
    var output = new Utf8ByteOutput();
    engine.render(template, parameters, output);
    var bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Reply.html(status, bytes.toByteArray());
  }

  /** Leaves a message for the next page and redirects the browser. */
  public Reply seeOther(Session session, Flash flash, String location) {
    flashes.leave(session, flash);
    return Reply.seeOther(location);
  }
}
