package dev.otto.scheduler.jmx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * Listens on one address only and speaks TLS there. Equal factories share a port, which is how the
 * registry and the objects come to have the same.
 */
record BoundTls(InetAddress address, SSLContext context) implements RMIServerSocketFactory {

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return context.getServerSocketFactory().createServerSocket(port, 0, address);
  }
}
