package dev.otto.archive;

/** The checksum that the POSIX command {@code cksum} prints. */
final class Cksum {
  private static final int POLYNOMIAL = 0x04C11DB7;
  private static final int[] TABLE = table();

  private int crc;
  private long length;

  private static int[] table() {
    int[] table = new int[256];
    for (int i = 0; i < table.length; i++) {
      int crc = i << 24;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc << 1 ^ (crc < 0 ? POLYNOMIAL : 0);
      }
      table[i] = crc;
    }
    return table;
  }

  void add(byte[] bytes) {
    for (byte each : bytes) {
      crc = next(crc, each);
    }
    length += bytes.length;
  }

  private static int next(int crc, long each) {
    return crc << 8 ^ TABLE[(int) ((crc >>> 24 ^ each) & 0xFF)];
  }

  long length() {
    return length;
  }

  /** Returns the sum, which includes the length, lowest byte first. */
  long value() {
    int sum = crc;
    for (long rest = length; rest > 0; rest >>>= 8) {
      sum = next(sum, rest);
    }
    return Integer.toUnsignedLong(~sum);
  }
}
