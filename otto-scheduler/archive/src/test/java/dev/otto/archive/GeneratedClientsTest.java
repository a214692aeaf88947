package dev.otto.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.otto.scheduler.sandbox.StandInOpenCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Clients that others generate from the published contract, used on the archive's Otto. */
@WithArchive
class GeneratedClientsTest {
  private static final Path CONTRACT = Path.of("../../docs/openapi.json").toAbsolutePath();
  private static final Path GENERATOR = Path.of("target/openapi-generator").toAbsolutePath();
  private static final Path CLIENTS = Path.of("src/test/resources/clients");
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  private Unpacked archive;

  @BeforeEach
  void emptyHome(Unpacked unpacked, @TempDir Path home) {
    archive = unpacked.at(home);
  }

  @Test
  void oneInJavaCreatesAndReadsAJob() throws Exception {
    String libraries = GENERATOR.resolve("lib") + "/*";
    Path sources = archive.home().resolve("java");
    run(
        java("java"),
        "-jar",
        GENERATOR.resolve("openapi-generator-cli.jar").toString(),
        "generate",
        "--input-spec=" + CONTRACT,
        "--generator-name=java",
        "--library=native",
        "--output=" + sources,
        "--global-property=apis,models,supportingFiles",
        "--additional-properties=openApiNullable=false,useJakartaEe=true,"
            + "invokerPackage=generated,apiPackage=generated.api,modelPackage=generated.model");
    var compile = new ArrayList<>(List.of(java("javac"), "-nowarn", "-cp", libraries));
    compile.addAll(List.of("-d", archive.home().resolve("classes").toString()));
    compile.add(CLIENTS.resolve("Client.java").toAbsolutePath().toString());
    compile.addAll(javaFiles(sources.resolve("src/main/java")));
    run(compile.toArray(String[]::new));
    assertEquals(
        "of Java 0 7 * * * true alder-4.5-large not_found\n",
        onOtto(
            java("java"),
            "-cp",
            archive.home().resolve("classes") + File.pathSeparator + libraries,
            "Client"));
  }

  /** {@code .ci/run} installs what it needs from npm, and says where. */
  @Test
  @EnabledIfEnvironmentVariable(named = "OTTO_TYPESCRIPT", matches = ".+")
  void oneInTypeScriptCreatesAndReadsAJob() throws Exception {
    Path modules = archive.home().resolve("node_modules");
    Files.createSymbolicLink(modules, Path.of(System.getenv("OTTO_TYPESCRIPT"), "node_modules"));
    Files.writeString(archive.home().resolve("package.json"), "{\"type\": \"module\"}");
    Files.copy(CLIENTS.resolve("client.ts"), archive.home().resolve("client.ts"));
    run("node", modules + "/openapi-typescript/bin/cli.js", CONTRACT + "", "--output=otto.ts");
    run(
        "node",
        modules + "/typescript/bin/tsc",
        "--strict",
        "--skipLibCheck",
        "--target",
        "es2022",
        "--module",
        "nodenext",
        "--types",
        "node",
        "client.ts");
    assertEquals(
        "of TypeScript 0 7 * * * true alder-4.5-large not_found\n", onOtto("node", "client.js"));
  }

  /** What the client prints, given URL and token. */
  private String onOtto(String... client) throws Exception {
    try (var openCode = StandInOpenCode.start();
        var otto = Serving.start(archive, openCode.url().toString())) {
      var line = new ArrayList<>(List.of(client));
      line.add(otto.url());
      line.add(Files.readString(archive.home().resolve("secrets/internal-api.token")).strip());
      return run(line.toArray(String[]::new));
    }
  }

  private String run(String... command) throws Exception {
    var result = archive.run(new ProcessBuilder(command).directory(archive.home().toFile()));
    assertEquals(0, result.exit(), result.out() + result.err());
    return result.out();
  }

  private static String java(String program) {
    return JAVA.resolve(program).toString();
  }

  private static List<String> javaFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
  }
}
