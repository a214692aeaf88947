package dev.otto.models.opencode;

import java.io.IOException;
import java.io.InputStream;

/**
 * JSON whose strings are cut while it arrives, so that a huge one is never in memory. A string is
 * cut between two characters, and a little beyond the given size, so that whoever reads it can tell
 * that it was longer.
 */
final class ShortStrings extends InputStream {
  /** The room for half a surrogate pair at the end, which is no character. */
  private static final int MORE = 4;

  private final InputStream in;
  private final int maxBytes;
  private boolean inString;
  private int escape;
  private int hex;
  private int kept;
  private boolean cutting;

  /**
   * @param in JSON in UTF-8
   * @param maxBytes of a string that stays whole, escapes counted as what they stand for
   */
  ShortStrings(InputStream in, int maxBytes) {
    this.in = in;
    this.maxBytes = maxBytes;
  }

  /** Returns the end of the longest beginning of a text that takes at most this many bytes. */
  static int end(String text, int maxBytes) {
    int bytes = 0;
    for (int at = 0; at < text.length(); ) {
      int character = text.codePointAt(at);
      bytes += bytes(character);
      if (bytes > maxBytes) {
        return at;
      }
      at += Character.charCount(character);
    }
    return text.length();
  }

  private static int bytes(int character) {
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count;
    int left = 0;
    do {
      count = in.read(bytes, offset, length);
      for (int i = 0; i < count; i++) {
        byte next = bytes[offset + i];
        if (stays(next)) {
          bytes[offset + left++] = next;
        }
      }
    } while (count > 0 && left == 0);
    return count < 0 ? -1 : left;
  }

  private boolean stays(byte next) {
    if (!inString) {
      inString = next == '"';
      kept = 0;
      cutting = false;
      return true;
    }
    if (escape > 0) {
      return escaped(next);
    }
    if (next == '"') {
      inString = false;
      return true;
    }
    boolean continued = (next & 0xC0) == 0x80;
    if (!continued) {
      cutting = kept >= maxBytes + MORE;
    }
    if (next == '\\') {
      escape = 1;
    } else {
      kept++;
    }
    return !cutting;
  }

  /** Reads what follows a backslash: one character, or u and four hexadecimal digits. */
  private boolean escaped(byte next) {
    if (escape == 1 && next == 'u') {
      hex = 0;
      escape = 2;
    } else if (escape == 1) {
      kept++;
      escape = 0;
    } else {
      hex = hex * 16 + Math.max(0, Character.digit(next, 16));
      escape = escape == 5 ? 0 : escape + 1;
      kept += escape == 0 ? bytesOfEscape() : 0;
    }
    return !cutting;
  }

  /** Returns the bytes of the escaped character; half of them for half a surrogate pair. */
  private int bytesOfEscape() {
    return Character.isSurrogate((char) hex) ? 2 : bytes(hex);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
