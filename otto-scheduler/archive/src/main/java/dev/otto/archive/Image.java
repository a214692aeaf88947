package dev.otto.archive;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/**
 * The archive as an OCI image, made without a daemon: a tar of the image layout, which {@code
 * podman load}, {@code docker load} and {@code skopeo} read. The layers are, from seldom to often
 * changed: a C library and a shell, Java, Otto.
 *
 * @param archive the folder that was packed into the archive
 * @param time the time that all files bear
 */
record Image(Path archive, String version, Instant time) {
  /** The user that Otto runs as; no Debian gives this number away. */
  private static final int USER = 10001;

  private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";

  /** One part of the file system. */
  private record Layer(String unpacked, String descriptor) {}

  /** Leaves {@code otto-VERSION-PLATFORM-oci.tar}. */
  void make(Path output) throws IOException, InterruptedException {
    Path work = output.resolve("image");
    Folders.delete(work);
    Path layout = Files.createDirectories(work.resolve("layout"));
    Files.createDirectories(layout.resolve("blobs/sha256"));
    var layers = layers(work, layout);
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}\n");
    String config = textBlob(config(layers), CONFIG_TYPE, layout);
    String manifest = textBlob(manifest(config, layers), MANIFEST_TYPE, layout);
    Files.writeString(layout.resolve("index.json"), index(manifest));
    new Tar(time)
        .pack(
            layout,
            List.of("blobs", "index.json", "oci-layout"),
            output.resolve(archive.getFileName() + "-oci.tar"));
    Folders.delete(work);
  }

  private List<Layer> layers(Path work, Path layout) throws IOException, InterruptedException {
    Path base = BaseSystem.unpack(work, USER);
    Path otto = Files.createDirectories(work.resolve("otto/opt")).resolve("otto");
    HostProgram.run(work, "cp", "--archive", "--link", archive.toString(), otto.toString());
    Path java = Files.createDirectories(work.resolve("java/opt/otto"));
    Files.move(otto.resolve("runtime"), java.resolve("runtime"));
    Path data = work.resolve("data");
    Files.createDirectories(data.resolve("var/lib/otto"));
    Files.createDirectories(data.resolve("tmp"));
    return List.of(
        layer(base, new Tar(time), layout),
        layer(work.resolve("java"), new Tar(time), layout),
        layer(work.resolve("otto"), new Tar(time), layout),
        layer(data, new Tar(time, USER), layout));
  }

  private static Layer layer(Path root, Tar tar, Path layout)
      throws IOException, InterruptedException {
    List<String> names;
    try (var all = Files.list(root)) {
      names = all.map(file -> file.getFileName().toString()).sorted().toList();
    }
    Path plain = root.resolveSibling(root.getFileName() + ".tar");
    tar.pack(root, names, plain);
    Path packed = root.resolveSibling(root.getFileName() + ".gz");
    try (InputStream in = Files.newInputStream(plain);
        var out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      in.transferTo(out);
    }
    return new Layer(Checksums.of(plain), blob(packed, LAYER_TYPE, layout));
  }

  private static String manifest(String config, List<Layer> layers) {
    return """
        {"schemaVersion": 2, "mediaType": "%s", "config": %s, "layers": [%s]}
        """
        .formatted(MANIFEST_TYPE, config, join(layers, Layer::descriptor));
  }

  private String config(List<Layer> layers) {
    return """
        {"created": "%s", "architecture": "%s", "os": "linux",
         "config": {
          "User": "%3$d:%3$d",
          "Env": ["PATH=/opt/otto/bin:/usr/bin", "OTTO_HOME=/var/lib/otto", "LC_ALL=C.UTF-8"],
          "Entrypoint": ["/opt/otto/bin/otto"], "Cmd": ["serve"],
          "WorkingDir": "/var/lib/otto", "Volumes": {"/var/lib/otto": {}},
          "StopSignal": "SIGTERM",
          "Labels": {"org.opencontainers.image.title": "Otto",
           "org.opencontainers.image.version": "%4$s",
           "org.opencontainers.image.licenses": "Apache-2.0"}},
         "rootfs": {"type": "layers", "diff_ids": [%5$s]}}
        """
        .formatted(
            time,
            DebianPackage.architecture(),
            USER,
            version,
            join(layers, layer -> "\"sha256:" + layer.unpacked() + "\""));
  }

  private String index(String manifest) {
    return """
        {"schemaVersion": 2, "manifests": [%s]}
        """
        .formatted(
            manifest.replaceFirst(
                "}$",
                ", \"annotations\": {\"io.containerd.image.name\": \"localhost/otto:%1$s\","
                        .formatted(version)
                    + " \"org.opencontainers.image.ref.name\": \"%1$s\"}}".formatted(version)));
  }

  private static String join(List<Layer> layers, Function<Layer, String> part) {
    return layers.stream().map(part).collect(Collectors.joining(", "));
  }

  private static String textBlob(String text, String type, Path layout) throws IOException {
    return blob(Files.writeString(layout.resolve("text"), text), type, layout);
  }

  /** Moves a file among the blobs of the layout and returns its descriptor. */
  private static String blob(Path file, String type, Path layout) throws IOException {
    String sum = Checksums.of(file);
    long size = Files.size(file);
    Files.move(file, layout.resolve("blobs/sha256").resolve(sum), REPLACE_EXISTING);
    return "{\"mediaType\": \"%s\", \"digest\": \"sha256:%s\", \"size\": %d}"
        .formatted(type, sum, size);
  }
}
