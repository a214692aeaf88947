package dev.otto.benchmarks.campaign;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Connections that stay, and are opened again where the server closes them. */
final class Crowd {
  private static final byte[] START =
      "GET /external/jobs HTTP/1.1\r\nHost: localhost\r\nX: ".getBytes(StandardCharsets.US_ASCII);

  private Crowd() {}

  static Finding idle(int[] ports, int number, AtomicBoolean over) throws Exception {
    return found(number + " idle connections a port", stay(ports, number, over, false));
  }

  static Finding trickling(int[] ports, int number, AtomicBoolean over) throws Exception {
    return found(number + " trickling connections a port", stay(ports, number, over, true));
  }

  private static Finding found(String trouble, long opened) {
    return new Finding(trouble, "; %,d connections opened".formatted(opened), List.of());
  }

  private static long stay(int[] ports, int number, AtomicBoolean over, boolean trickle)
      throws Exception {
    @Nullable SocketChannel[] all = new @Nullable SocketChannel[ports.length * number];
    long opened = 0;
    while (!over.get()) {
      long round = System.nanoTime();
      for (int i = 0; i < all.length && !over.get(); i++) {
        SocketChannel channel = all[i];
        if (channel == null || !isOpen(channel, trickle)) {
          close(channel);
          all[i] = open(ports[i % ports.length], trickle);
          opened++;
        }
      }
      long left = TimeUnit.SECONDS.toNanos(1) - (System.nanoTime() - round);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
    }
    for (SocketChannel channel : all) {
      close(channel);
    }
    return opened;
  }

  private static @Nullable SocketChannel open(int port, boolean trickle)
      throws InterruptedException {
    try {
      var channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.configureBlocking(false);
      if (trickle) {
        int unused = channel.write(ByteBuffer.wrap(START));
      }
      return channel;
    } catch (IOException e) {
      TimeUnit.MILLISECONDS.sleep(1);
      return null;
    }
  }

  /** Reports whether the server keeps a connection, and sends the next byte of a trickling one. */
  private static boolean isOpen(SocketChannel channel, boolean trickle) {
    try {
      if (trickle) {
        int unused = channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      }
      return channel.read(ByteBuffer.allocate(512)) >= 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void close(@Nullable SocketChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
