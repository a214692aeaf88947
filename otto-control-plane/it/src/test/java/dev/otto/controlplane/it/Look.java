package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Clip;
import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Looks at a page as it stands: in both themes, on a desk and on a phone, and between. */
record Look(Page page, String name) {

  private static final int HIGHEST = 1_400;

  /** The widths besides those of the devices, and the height of such a window. */
  private static final List<Integer> BESIDES = List.of(768, 1_440);

  private static final int HEIGHT = 900;

  private static final List<String> EVERYTHING = Browser.WCAG;
  private static final List<String> COLOURS = List.of("color-contrast", "link-in-text-block");
  private static final List<String> LAYOUT = List.of("target-size", "scrollable-region-focusable");

  /** A piece that is brought up to date gives the focus back to what has the same id. */
  private static final String NAMELESS =
      """
      () => Array.from(document.querySelectorAll('[data-live] :is(a, button, summary, select,'
        + ' textarea, input:not([type="hidden"]), [tabindex="0"]):not([id])'), (it) => it.outerHTML)
      """;

  /** A picture is not to show a folder of the machine that it was taken on. */
  private static final String WITHOUT_FOLDERS =
      """
      () => {
        const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (texts.nextNode()) {
          const text = texts.currentNode;
          text.data = text.data.replace(/\\/\\S*config\\.jsonc/, '~/.config/otto/config.jsonc');
        }
      }
      """;

  /**
   * It is accessible, no wider than the window, and what has the focus is found again. Of axe's
   * rules those of the colours depend on the theme, and those of the layout on the window; the
   * others are applied once to each layout. At 768 pixels only the layout differs.
   */
  void everywhere() {
    assertEquals(List.of(), page.evaluate(NAMELESS), name + " has an id wherever the focus can be");
    look(Device.DESKTOP, ColorScheme.LIGHT, EVERYTHING);
    look(Device.DESKTOP, ColorScheme.DARK, COLOURS);
    look(Device.PHONE, ColorScheme.LIGHT, COLOURS);
    look(Device.PHONE, ColorScheme.DARK, EVERYTHING);
    for (int width : BESIDES) {
      page.setViewportSize(width, HEIGHT);
      fits(name + " " + width, LAYOUT);
    }
  }

  /** It is accessible in both themes in the window as it is, and no wider than that. */
  void here() {
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    fits(name, EVERYTHING);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    fits(name + " in the dark", COLOURS);
  }

  private void look(Device device, ColorScheme theme, List<String> rules) {
    show(device, theme);
    fits(name + " " + device + " " + theme, rules);
    picture(device, theme);
  }

  private void fits(String where, List<String> rules) {
    assertEquals("", Browser.violations(page, rules), where);
    assertEquals(
        page.evaluate("innerWidth"),
        page.evaluate("document.documentElement.scrollWidth"),
        where + " is as wide as the window");
  }

  private void show(Device device, ColorScheme theme) {
    device.resize(page);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(theme));
  }

  private void picture(Device device, ColorScheme theme) {
    String folder = System.getenv("OTTO_PICTURES");
    if (folder != null) {
      String file = (name + "-" + device + "-" + theme).toLowerCase(Locale.ROOT) + ".png";
      page.evaluate(WITHOUT_FOLDERS);
      var top = new Clip(0, 0, device.width(), Math.min(height(), HIGHEST));
      var whole = new Page.ScreenshotOptions().setFullPage(true).setClip(top);
      page.screenshot(whole.setPath(Path.of(folder, file)));
    }
  }

  private int height() {
    return (int) page.evaluate("document.documentElement.scrollHeight");
  }
}
