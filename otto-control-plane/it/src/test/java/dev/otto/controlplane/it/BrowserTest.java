package dev.otto.controlplane.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.options.ColorScheme;
import dev.otto.controlplane.it.Browser.Device;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the other tests of this package rely on: that it does notice what is wrong with a page. */
@WithBrowser
class BrowserTest {

  @Test
  void noticesWhatIsWrongWithAPage() {
    try (var browser = Browser.start();
        var visitor = browser.visitor(Device.PHONE, ColorScheme.DARK)) {
      var page = visitor.newPage();
      page.setContent(
          "<p style='color:#999;background:#aaa'>pale<script>console.error('oh')</script>"
              + "<script>throw new Error('no')</script>");
      assertTrue(Browser.violations(page).contains("color-contrast"), Browser.violations(page));
      var colours = Browser.violations(page, List.of("color-contrast"));
      assertTrue(colours.startsWith("color-contrast"), colours);
      assertEquals("", Browser.violations(page, List.of("target-size")));
      assertEquals(2, browser.complaints().size(), browser.complaints().toString());
      browser.forgetComplaints();
      assertEquals(360, page.evaluate("innerWidth"));
      assertFalse(page.url().startsWith("http"));
    }
  }
}
