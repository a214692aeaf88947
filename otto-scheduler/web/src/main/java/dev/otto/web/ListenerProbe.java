package dev.otto.web;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The questions whether anybody listens at an address of this machine, and whether one could. */
final class ListenerProbe {
  private static final int TIMEOUT_MILLIS = 1_000;

  private ListenerProbe() {}

  /**
   * Reports whether connections are refused. Any other failure, such as no file being left for the
   * question itself, says nothing about the listener.
   */
  static boolean isRefused(String host, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reports whether an address can be bound. */
  static boolean isFree(String host, int port) {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
