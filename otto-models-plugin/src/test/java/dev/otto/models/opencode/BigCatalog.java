package dev.otto.models.opencode;

import java.io.PrintStream;
import java.net.URI;
import java.util.Optional;

/** Made-up answers of OpenCode with as many models as a test wants, and keys planted in them. */
final class BigCatalog {
  static final String KEY = "sk-planted-0123456789";

  private BigCatalog() {}

  /** Writes {@code GET /config/providers}; a model takes about 800 bytes, as the real ones do. */
  static void write(PrintStream out, int providers, int models) {
    out.print("{\"providers\":[");
    for (int p = 0; p < providers; p++) {
      out.printf(
          "%s{\"id\":\"p%d\",\"name\":\"P\",\"source\":\"env\",\"env\":[\"P_KEY\"],\"key\":\"%s\","
              + "\"options\":{\"apiKey\":\"%s\"},\"models\":{",
          p == 0 ? "" : ",", p, KEY, KEY);
      for (int m = 0; m < models; m++) {
        writeModel(out, m == 0 ? "" : ",", "p" + p, "vendor/model-" + m + ":free@x~y");
      }
      out.print("}}");
    }
    out.print("],\"default\":{\"p0\":\"vendor/model-0\"}}");
    out.flush();
  }

  private static void writeModel(PrintStream out, String comma, String provider, String id) {
    out.printf(
        "%s\"%s\":{\"id\":\"%s\",\"providerID\":\"%s\",\"api\":{\"id\":\"x\",\"url\":\"https://%s@h/v1\"},"
            + "\"name\":\"Model %s\",\"family\":\"f\",\"capabilities\":{\"temperature\":true,"
            + "\"reasoning\":true,\"attachment\":false,\"toolcall\":true,\"input\":{\"text\":true,"
            + "\"audio\":false},\"output\":{\"text\":true,\"audio\":false},\"interleaved\":false},"
            + "\"cost\":{\"input\":0.25,\"output\":2,\"cache\":{\"read\":0.1,\"write\":0}},"
            + "\"limit\":{\"context\":128000,\"output\":4096},\"status\":\"active\","
            + "\"options\":{\"secret\":\"%s\"},\"headers\":{\"x-api-key\":\"%s\"},"
            + "\"release_date\":\"2025-06-01\",\"variants\":{\"high\":{\"a\":[1,[2,{}]]},"
            + "\"filler\":\"%s\"}}",
        comma, id, id, provider, KEY, id, KEY, KEY, "x".repeat(120));
  }

  /** Reads the catalog of a server: run it in a JVM whose heap has a known size. */
  public static void main(String[] arguments) throws Exception {
    var http = new OpenCodeHttp(URI.create(arguments[0]), Optional.empty());
    System.out.println(new OpenCodeModels(http).list().models().size());
  }
}
