package dev.otto.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Adler32;
import java.util.zip.CRC32;

/**
 * A name for one state of a resource. It is a checksum, not a signature: a digest such as SHA-256
 * of a megabyte takes 10 ms with the compiler that Otto runs with (C1, which has no intrinsic for
 * it), twenty times as long as these two, which are native code.
 */
public record ETag(String value) {
  public static ETag of(byte[] content) {
    var crc = new CRC32();
    crc.update(content);
    var adler = new Adler32();
    adler.update(content);
    return new ETag("\"%08x%08x-%x\"".formatted(crc.getValue(), adler.getValue(), content.length));
  }

  public static ETag of(String content) {
    return of(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Reports whether a list of tags, as a client sends it, names this one or any. */
  public boolean isIn(String header) {
    return Arrays.stream(header.split(","))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals(value) || tag.equals("*"));
  }
}
