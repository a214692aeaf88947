package dev.otto.models.quartz;

import dev.otto.models.ModelRef;
import dev.otto.models.event.Subscription;
import dev.otto.models.prompt.Prompt;
import dev.otto.models.testing.PublicApi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What applications may build on; the other packages are public for Otto's own modules only. */
class PublicApiTest {
  // An older Java writes some signatures otherwise.
  @Test
  @EnabledForJreRange(min = JRE.JAVA_25)
  void isAsItIsMeant() throws Exception {
    PublicApi.assertIs(
        Path.of("public-api.txt"),
        ModelRef.class,
        Subscription.class,
        Prompt.class,
        OttoModelsPlugin.class);
  }
}
