package dev.otto.controlplane.it;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A headless Chromium, and what it complained about on the pages that it showed. */
final class Browser implements AutoCloseable {
  /** The tags of the rules that a page is to keep. */
  static final List<String> WCAG =
      List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

  /** The script itself: the builder around it opens another page for each look. */
  private static final String AXE = axe();

  private static final String VIOLATIONS =
      """
      async (rules) => {
        const found = await axe.run({ runOnly: rules, resultTypes: ['violations'] });
        const place = (node) => '\\n  ' + node.target + ' ' + node.html;
        const line = (rule) => rule.id + ': ' + rule.help + rule.nodes.map(place).join('');
        return found.violations.map(line).join('\\n');
      }
      """;

  /** The time in which a page must be as expected: a busy machine is no failure. */
  private static final double PATIENCE_MILLIS = 60_000;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  /** How large the window is. */
  enum Device {
    DESKTOP(1280, 900),
    PHONE(360, 740);

    private final int width;
    private final int height;

    Device(int width, int height) {
      this.width = width;
      this.height = height;
    }

    int width() {
      return width;
    }

    void resize(Page page) {
      page.setViewportSize(width, height);
    }
  }

  private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
    this.playwright = playwright;
    this.chromium = chromium;
  }

  static Browser start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    var ours = new Playwright.CreateOptions();
    ours.setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"));
    var playwright = Playwright.create(ours);
    var options = new LaunchOptions().setExecutablePath(program().orElseThrow());
    options.setArgs(
        List.of(
            // A container has no user namespaces, and small shared memory.
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            // It is to speak with the page under test and with nobody else.
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync"));
    return new Browser(playwright, playwright.chromium().launch(options));
  }

  static Optional<Path> program() {
    String named = System.getenv("OTTO_CHROMIUM_BIN");
    Stream<String> candidates =
        named != null
            ? Stream.of(named)
            : Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> folder + "/chromium");
    return candidates.map(Path::of).filter(Files::isExecutable).findFirst();
  }

  /** A person of their own, with no cookie yet. */
  BrowserContext visitor(Device device, ColorScheme theme) {
    return visitor(new NewContextOptions(), device, theme);
  }

  /** One who has logged in by a link. */
  BrowserContext operator(OttoWithPages world, Device device, ColorScheme theme) {
    BrowserContext operator = visitor(device, theme);
    try (Page page = operator.newPage()) {
      page.navigate(world.pages().loginLink().toString());
      page.waitForURL(url -> !url.contains("/login"));
    }
    return operator;
  }

  /** A visitor whose browser runs no script. */
  BrowserContext visitorWithoutScript(Device device) {
    var options = new NewContextOptions().setJavaScriptEnabled(false);
    return visitor(options, device, ColorScheme.LIGHT);
  }

  private BrowserContext visitor(NewContextOptions options, Device device, ColorScheme theme) {
    options.setViewportSize(device.width, device.height).setColorScheme(theme);
    options.setReducedMotion(ReducedMotion.REDUCE);
    options.setLocale("en-GB").setTimezoneId("Europe/Berlin");
    var context = chromium.newContext(options);
    context.onConsoleMessage(this::note);
    context.onWebError(error -> complaints.add(error.page().url() + ": " + error.error()));
    return context;
  }

  private void note(ConsoleMessage message) {
    if (message.type().equals("error") || message.type().equals("warning")) {
      complaints.add(message.page().url() + ": " + message.text());
    }
  }

  /** Errors and warnings on the console, exceptions of scripts, broken content policies. */
  List<String> complaints() {
    return List.copyOf(complaints);
  }

  /** All but what the browser itself says of the one answer with this status. */
  List<String> complaintsBut(int status) {
    var others = new ArrayList<>(complaints);
    for (int i = 0; i < others.size(); i++) {
      if (others.get(i).contains("responded with a status of " + status + " ")) {
        others.remove(i);
        return others;
      }
    }
    return others;
  }

  /** For a test that provoked them. */
  void forgetComplaints() {
    complaints.clear();
  }

  /** What axe finds against WCAG 2.2 AA and its best practices, a line each; empty is clean. */
  static String violations(Page page) {
    return violations(page, WCAG);
  }

  /** What axe finds against these of its rules, or the rules with these tags. */
  static String violations(Page page, List<String> rules) {
    if (!(boolean) page.evaluate("'axe' in window")) {
      page.evaluate(AXE);
    }
    return (String) page.evaluate(VIOLATIONS, rules);
  }

  private static String axe() {
    try (var script = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
