package dev.otto.jmx;

import dev.otto.models.testing.PublicApi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What applications, and clients of the beans, may build on. */
class PublicApiTest {
  // An older Java writes some signatures otherwise.
  @Test
  @EnabledForJreRange(min = JRE.JAVA_25)
  void isAsItIsMeant() throws Exception {
    PublicApi.assertIs(Path.of("public-api.txt"), OttoJmxPlugin.class);
  }
}
