package dev.otto.scheduler.jmx;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.rmi.server.RMIServerSocketFactory;
import javax.net.ssl.SSLContext;

/**
 * A socket factory that listens on one address only, with TLS. Equal factories share a port, which
 * lets the registry and the objects use the same one.
 */
record BoundTls(InetAddress address, SSLContext context) implements RMIServerSocketFactory {

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return context.getServerSocketFactory().createServerSocket(port, 0, address);
  }
}
