package dev.otto.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A name for one state of a resource. */
public record ETag(String value) {
  private static final int BYTES = 12;

  public static ETag of(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new ETag('"' + HexFormat.of().formatHex(digest, 0, BYTES) + '"');
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
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
